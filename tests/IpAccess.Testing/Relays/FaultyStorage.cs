namespace IpAccess.Testing.Relays;

/// <summary>An Azurite by way of two proxies, whose tables and queues can fail each for itself.</summary>
internal sealed class FaultyStorage : IAsyncDisposable
{
    private FaultyStorage(FaultProxy tables, FaultProxy queues, string connectionString) =>
        (Tables, Queues, ConnectionString) = (tables, queues, connectionString);

    public FaultProxy Tables { get; }

    public FaultProxy Queues { get; }

    /// <summary>The connection string by way of the proxies.</summary>
    public string ConnectionString { get; }

    public static async Task<FaultyStorage> StartAsync(string connectionString)
    {
        var (tables, queues) = (EndpointOf(connectionString, "TableEndpoint="), EndpointOf(connectionString, "QueueEndpoint="));
        var (tableProxy, queueProxy) = (await FaultProxy.StartAsync(new(tables)), await FaultProxy.StartAsync(new(queues)));
        return new(tableProxy, queueProxy, connectionString
            .Replace(tables, tableProxy.Endpoint, StringComparison.Ordinal)
            .Replace(queues, queueProxy.Endpoint, StringComparison.Ordinal));
    }

    /// <summary>Lets both fail this way from now on.</summary>
    public void Fail(Fault fault) => (Tables.Fault, Queues.Fault) = (fault, fault);

    /// <summary>Lets nothing fail any more.</summary>
    public void Mend()
    {
        Fail(Fault.None);
        (Tables.Meets, Queues.Meets) = (_ => true, _ => true);
    }

    public async ValueTask DisposeAsync()
    {
        await Tables.DisposeAsync();
        await Queues.DisposeAsync();
    }

    private static string EndpointOf(string connectionString, string name) =>
        connectionString.Split(';').Single(part => part.StartsWith(name, StringComparison.Ordinal))[name.Length..];
}
