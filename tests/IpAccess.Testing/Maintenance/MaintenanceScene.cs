using System.Net;
using Azure.Data.Tables;
using IpAccess.Allowlists.Versions;
using IpAccess.Attempts;
using IpAccess.Maintenance;
using IpAccess.Networks;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Versions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Testing.Maintenance;

/// <summary>Accounts over some tables, and runs of maintenance over the same tables, each in an instance of its own.</summary>
internal sealed class MaintenanceScene : IAsyncDisposable
{
    /// <summary>How many addresses an account has attempts of.</summary>
    public const int Addresses = 5;

    /// <summary>How long a deleted account is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    private readonly ITables tables;
    private readonly TestService service;
    private readonly HttpClient operatorClient;

    private MaintenanceScene(ITables tables, FakeTimeProvider clock, TestService service)
    {
        (this.tables, Clock, this.service) = (tables, clock, service);
        operatorClient = service.Client(TestService.OperatorKey);
    }

    public FakeTimeProvider Clock { get; }

    public static async Task<MaintenanceScene> StartAsync(ITables tables)
    {
        var clock = TestService.NewClock();
        return new(tables, clock, await TestService.StartAsync(tables, clock));
    }

    /// <summary>One run of maintenance, over these tables where they are given.</summary>
    public async Task RunAsync(ITables? over = null, CancellationToken cancellationToken = default)
    {
        await using var instance = await TestService.StartAsync(over ?? tables, Clock);
        await instance.Services.GetRequiredService<MaintenanceOperations>().RunMaintenanceAsync(cancellationToken);
    }

    /// <summary>Makes an account with a network, two keys and some attempts; its owner calls.</summary>
    public async Task<HttpClient> MakeAsync(string account)
    {
        var owner = await service.AccountAsync(account);
        using var second = await service.KeyAsync(owner, new { role = "viewer" });
        await GrowAsync(account, 1);
        await AttemptAsync(account);
        return owner;
    }

    /// <summary>Records attempts of some addresses now, from the nth address on.</summary>
    public Task AttemptAsync(string account, int first = 0)
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var attempts = Enumerable.Range(first, Addresses).Select(i =>
            new Attempt { Key = new(Address.IPv4((uint)i), null, null), FirstAt = now, LastAt = now });
        return service.Services.GetRequiredService<AttemptStore>().RecordAsync(
            new($"{Guid.NewGuid():n}", account, [.. attempts]), CancellationToken.None);
    }

    /// <summary>Commits this many versions, each with one network more.</summary>
    public async Task GrowAsync(string account, int versions)
    {
        var store = service.Services.GetRequiredService<AllowlistStore>();
        for (var i = 0; i < versions; i++)
        {
            var result = await store.CommitAsync(
                account,
                async (list, token) => await Some.Add(Network.IPv6((UInt128)list.Version << 64, 64))(list, token),
                Some.NoCheck,
                CancellationToken.None);
            Assert.NotNull(result.Applied);
        }
    }

    public Task DeleteAsync(string account) => operatorClient.DeleteAsync($"/v1/accounts/{account}", HttpStatusCode.NoContent);

    /// <summary>Deletes an account that another deletion, which is not at its end, may have deleted before.</summary>
    public async Task DeleteTooAsync(string account)
    {
        var answer = await operatorClient.CallAsync("DELETE", $"/v1/accounts/{account}");
        Assert.True(answer.Status is 204 or 404, answer.Text);
    }

    /// <summary>Whether the id of a deleted account is free.</summary>
    public async Task<bool> IsFreeAsync(string account)
    {
        Assert.Equal(404, (await operatorClient.CallAsync("GET", $"/v1/accounts/{account}")).Status);
        return await tables.Open(TableNames.Accounts, StorageTimeout.ForOperations).FindAsync("accounts", account, CancellationToken.None) is null;
    }

    /// <summary>The networks of an account, as an instance reads them that has nothing in memory.</summary>
    public async Task<int> NetworksAsync(string account)
    {
        await using var instance = await TestService.StartAsync(tables, Clock);
        var list = await instance.Services.GetRequiredService<AllowlistStore>().FindAsync(account, StorageTimeout.ForOperations, CancellationToken.None);
        return (await list!.ReadAllAsync(CancellationToken.None)).Length;
    }

    /// <summary>The rows of a partition whose keys start with this, each with its ETag.</summary>
    public Task<List<TableEntity>> RowsAsync(string account, string prefix = "", string table = TableNames.Allowlists) =>
        tables.Open(table, StorageTimeout.ForOperations).ReadAsync(account, RowRange.WithPrefix(prefix), [], CancellationToken.None).ToListAsync().AsTask();

    /// <summary>The rows of an account's attempts.</summary>
    public async Task<List<TableEntity>> AttemptsAsync(string account)
    {
        var all = new List<TableEntity>();
        foreach (var partition in AttemptRows.Partitions(account))
        {
            all.AddRange(await RowsAsync(partition, table: TableNames.Attempts));
        }

        return all;
    }

    /// <summary>All that is stored of an account, its entries in <c>Keys</c> too, as row keys with ETags.</summary>
    public async Task<List<string>> EverythingAsync(string account)
    {
        var list = await RowsAsync(account);
        var keys = list.Where(row => row.RowKey.StartsWith("key-", StringComparison.Ordinal)).Select(row => row.RowKey["key-".Length..]);
        var accounts = await RowsAsync("accounts", account, TableNames.Accounts);
        List<TableEntity> all = [.. list, .. await AttemptsAsync(account), .. accounts.Where(row => row.RowKey == account)];
        foreach (var key in keys)
        {
            all.AddRange(await RowsAsync(key, table: TableNames.Keys));
        }

        return [.. all.Select(row => $"{row.PartitionKey} {row.RowKey} {row.ETag}")];
    }

    public async ValueTask DisposeAsync()
    {
        operatorClient.Dispose();
        await service.DisposeAsync();
    }
}
