using System.Net;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using IpAccess.SelfHost;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.SelfHost;

public sealed class ReadinessTests : IDisposable
{
    private readonly ContentRoot root = new();
    private readonly string data = Directory.CreateTempSubdirectory("ipaccess-data-").FullName;

    public void Dispose()
    {
        root.Dispose();
        Directory.Delete(data, recursive: true);
    }

    [NodeFact]
    public async Task A_queue_or_a_table_that_was_deleted_is_named_as_missing()
    {
        await using var azurite = await LocalAzurite.StartAsync(
            new LocalAzuriteFolders(AzuriteFixture.Installation, data), TextWriter.Null, TimeProvider.System, CancellationToken.None);
        await using var host = SelfHostProcess.Start(root.Path, ["--Storage", azurite.ConnectionString]);
        using var client = new HttpClient { BaseAddress = await host.AddressAsync() };
        Assert.Equal((HttpStatusCode.OK, """{"status":"ready"}"""), await ReadyAsync(client));

        _ = await new QueueClient(azurite.ConnectionString, QueueNames.AccessAttempts).DeleteAsync();
        await BecomesAsync("""{"status":"not_ready","failing":"queues"}""", client);
        await host.SaysAsync("Not ready: the queues of the service are missing in the storage account");

        _ = await new TableClient(azurite.ConnectionString, TableNames.Accounts).DeleteAsync();
        await BecomesAsync("""{"status":"not_ready","failing":"tables, queues"}""", client);
        await host.SaysAsync("Not ready: the tables of the service are missing in the storage account");
        Assert.DoesNotContain("Contributor", host.Output, StringComparison.Ordinal);
    }

    // What storage said is remembered for a second.
    private static async Task BecomesAsync(string text, HttpClient client)
    {
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        while (await ReadyAsync(client) != (HttpStatusCode.ServiceUnavailable, text))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, hanging.Token);
        }
    }

    private static async Task<(HttpStatusCode Status, string Text)> ReadyAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/health/ready");
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
