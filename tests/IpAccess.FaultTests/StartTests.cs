using System.Net;
using IpAccess.Storage.Clients;
using IpAccess.Telemetry;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;
using IpAccess.Testing.Stores;

namespace IpAccess.FaultTests;

/// <summary>Starts of the self-host while its storage is away, or is not its own.</summary>
[Collection(FaultGroup.Name)]
public sealed class StartTests(FaultScene scene) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [NodeTheory]
    [InlineData("refuse")]
    [InlineData("400")]
    [InlineData("403")]
    [InlineData("502 JSON")]
    public async Task It_starts_while_storage_is_away_is_not_ready_and_makes_its_tables_and_queues_when_it_can(string fault)
    {
        await using var fresh = new AzuriteLife();
        await using var storage = await FaultyStorage.StartAsync(await fresh.StartAsync());
        storage.Fail(fault == "refuse" ? new(FaultKind.Refuse) : new(FaultKind.Odd, OddAnswer.Of(fault)));
        await using var host = await ListHost.StartAsync(storage.ConnectionString);
        using var client = host.NewClient(ListHost.OperatorKey, "192.0.2.1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/v1/accounts"));
        Assert.Single(host.Output.Split('\n'), line => line.Contains("The service starts all the same", StringComparison.Ordinal));

        storage.Mend();

        using var hanging = new CancellationTokenSource(Patience);
        while (await StatusAsync(client, "/health/ready") != HttpStatusCode.OK)
        {
            await Task.Delay(Pause, TimeProvider.System, hanging.Token);
        }

        var account = await KnownAccount.MakeAsync(host, 9);
        await account.UntilFreshAsync();
        account.Client.Dispose();
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task A_key_that_storage_does_not_know_stops_the_start_in_a_sentence()
    {
        var wrong = scene.Direct.Replace(AzuriteAccount.Key, Convert.ToBase64String(new byte[64]), StringComparison.Ordinal);
        await using var host = SelfHostProcess.Start(root.Path, ["--Storage", wrong]);

        Assert.Equal(1, await host.EndAsync());
        Assert.Contains("The storage account that the setting Storage names does not answer: ", host.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output + host.Errors, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    /// <summary>An Azurite without tables and queues.</summary>
    private sealed class AzuriteLife : IAsyncDisposable
    {
        private readonly AzuriteFixture azurite = new();

        public async Task<string> StartAsync()
        {
            await azurite.InitializeAsync();
            return azurite.ConnectionString;
        }

        public async ValueTask DisposeAsync() => await azurite.DisposeAsync();
    }
}
