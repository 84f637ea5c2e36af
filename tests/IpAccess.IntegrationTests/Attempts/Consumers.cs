using Azure.Storage.Queues;
using IpAccess.Storage;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>A storage of its own, and self-hosts that take in what producers put into its queue.</summary>
internal sealed class Consumers : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly AzuriteFixture azurite = new();
    private readonly List<ListHost> hosts = [];

    private Consumers()
    {
    }

    /// <summary>The queue of producers.</summary>
    public QueueClient Queue => Open(QueueNames.AccessAttempts);

    /// <summary>The queue of messages that could not be processed.</summary>
    public QueueClient Poison => Open(QueueNames.AccessAttemptsPoison);

    /// <summary>The connection string of the storage.</summary>
    public string ConnectionString => azurite.ConnectionString;

    /// <summary>The self-hosts.</summary>
    public IReadOnlyList<ListHost> Hosts => hosts;

    public static async Task<Consumers> StartAsync(int count)
    {
        var consumers = new Consumers();
        await consumers.azurite.InitializeAsync();
        for (var i = 0; i < count; i++)
        {
            consumers.hosts.Add(await ListHost.StartAsync(consumers.azurite.ConnectionString));
        }

        return consumers;
    }

    /// <summary>Waits until no message is left, hidden ones included.</summary>
    public async Task FinishAsync()
    {
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        while ((await Queue.GetPropertiesAsync(hanging.Token)).Value.ApproximateMessagesCount > 0)
        {
            await Task.Delay(Pause, TimeProvider.System, hanging.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        await azurite.DisposeAsync();
    }

    private QueueClient Open(string name) => new(azurite.ConnectionString, name);
}
