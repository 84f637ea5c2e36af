using Azure.Data.Tables;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;

namespace IpAccess.FaultTests;

/// <summary>An account that is deleted, emptied and made anew, so that another list has the same version number.</summary>
[Collection(FaultGroup.Name)]
public sealed class RemadeAccountTests(FaultScene scene)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    [NodeFact]
    public async Task Another_instance_decides_from_the_new_list_though_it_has_the_number_of_the_old()
    {
        _ = await scene.RecoverAsync();
        await using var other = await ListHost.StartAsync(scene.Direct, FaultScene.Settings);
        var id = "again" + Guid.NewGuid().ToString("n");
        var old = await MakeAsync(id, "10.1.0.0/16");
        using (var before = other.NewClient(old, "192.0.2.1"))
        {
            Assert.True(await IsAllowedAsync(before, "10.1.0.7"));
        }

        await ForgetAsync(id);
        var made = await MakeAsync(id, "10.2.0.0/16");
        var began = TimeProvider.System.GetTimestamp();
        using var after = other.NewClient(made, "192.0.2.1");
        await Task.Delay(Fresh, TimeProvider.System);

        for (var number = 0; number < 20; number++)
        {
            Assert.False(await IsAllowedAsync(after, "10.1.0.7"), $"The old list decides {TimeProvider.System.GetElapsedTime(began).TotalSeconds:f1} s after.");
            Assert.True(await IsAllowedAsync(after, "10.2.0.7"));
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private async Task<string> MakeAsync(string id, string network)
    {
        var (_, key) = await scene.Host.NewAccountAsync(id);
        using var client = scene.Host.NewClient(key, network.Replace("0/16", "7", StringComparison.Ordinal));
        _ = await client.PasteAsync([network]);
        return key;
    }

    // As the sweep of a deleted account leaves storage, but at once.
    private async Task ForgetAsync(string id)
    {
        using (var client = scene.Host.NewClient(ListHost.OperatorKey, "192.0.2.1"))
        {
            using var response = await client.DeleteAsync($"/v1/accounts/{id}");
            Assert.True(response.IsSuccessStatusCode);
        }

        foreach (var name in TableNames.All)
        {
            var table = new TableClient(scene.Direct, name);
            await foreach (var row in table.QueryAsync<TableEntity>(select: ["PartitionKey", "RowKey"]))
            {
                if (row.PartitionKey.StartsWith(id, StringComparison.Ordinal) || row.RowKey.Contains(id, StringComparison.Ordinal))
                {
                    _ = await table.DeleteEntityAsync(row.PartitionKey, row.RowKey);
                }
            }
        }
    }

    private static async Task<bool> IsAllowedAsync(HttpClient client, string address) =>
        (await client.CheckAsync(address)).GetProperty("allowed").GetBoolean();
}
