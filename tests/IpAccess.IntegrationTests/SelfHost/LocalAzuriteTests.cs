using Azure.Data.Tables;
using Azure.Storage.Queues;
using IpAccess.SelfHost;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.SelfHost;

[Collection(AzuriteGroup.Name)]
public sealed class LocalAzuriteTests(AzuriteFixture azurite) : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("ipaccess-data-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [NodeFact]
    public async Task Tables_and_queues_answer_the_sdk_versions_in_use()
    {
        var table = new TableClient(azurite.ConnectionString, "LocalAzuriteTests");
        _ = await table.CreateIfNotExistsAsync();
        _ = await table.AddEntityAsync(new TableEntity("p", "r") { ["text"] = "here" });
        var queue = new QueueClient(azurite.ConnectionString, "local-azurite-tests");
        _ = await queue.CreateIfNotExistsAsync();
        _ = await queue.SendMessageAsync("hello");

        Assert.Equal("here", (await table.GetEntityAsync<TableEntity>("p", "r")).Value["text"]);
        Assert.Equal("hello", (await queue.ReceiveMessageAsync()).Value.MessageText);
    }

    [NodeFact]
    public async Task What_was_written_just_before_the_end_is_there_at_the_next_start()
    {
        await using (var first = await StartAsync())
        {
            var table = new TableClient(first.ConnectionString, "Kept");
            _ = await table.CreateIfNotExistsAsync();
            for (var i = 0; i < 100; i++)
            {
                _ = await table.AddEntityAsync(new TableEntity("p", $"{i:D3}"));
            }
        }

        await using var second = await StartAsync();
        var kept = await new TableClient(second.ConnectionString, "Kept").QueryAsync<TableEntity>().ToListAsync();
        Assert.Equal(100, kept.Count);
    }

    [NodeFact]
    public async Task A_data_folder_serves_one_at_a_time()
    {
        await using var first = await StartAsync();

        var fault = await Assert.ThrowsAsync<StartupException>(StartAsync);

        Assert.Contains(data, fault.Message, StringComparison.Ordinal);
    }

    private Task<LocalAzurite> StartAsync() => LocalAzurite.StartAsync(
        new LocalAzuriteFolders(AzuriteFixture.Installation, data), TextWriter.Null, TimeProvider.System, CancellationToken.None);
}
