using System.Collections.Concurrent;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Networks;
using IpAccess.Storage;

namespace IpAccess.Testing.Versions;

/// <summary>What is tested of the version store is tested on every kind of tables: a new account, and a clock to move.</summary>
public abstract class VersionsContract : IAsyncLifetime, IDisposable
{
    private readonly PageCache cache = new();
    private readonly ConcurrentBag<PageCache> coldCaches = [];

    private protected abstract ITables Tables { get; }

    private protected string Account { get; } = $"a{Guid.NewGuid():n}";

    private protected ImpatientTime Time { get; } = new(new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    private protected static CancellationToken Token => CancellationToken.None;

    public async Task InitializeAsync()
    {
        await Tables.CreateMissingAsync(Token);
        Assert.True(await Store().CreateAsync(Account, "parent", Some.Entry("account_created"), [], Token));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        cache.Dispose();
        foreach (var cold in coldCaches)
        {
            cold.Dispose();
        }
    }

    /// <summary>A store like that of another instance: it has nothing in memory.</summary>
    private protected AllowlistStore ColdStore(TimeProvider? time = null) => new(Tables, ColdCache(), time ?? Time, new());

    private protected AllowlistStore Store(ITables? tables = null, PageLimits? limits = null) =>
        new(tables ?? Tables, cache, Time, limits ?? new());

    private protected VersionRetention Retention(ITables? tables = null) => new(tables ?? Tables, ColdCache(), Time);

    private protected async Task<Allowlist> CommitAsync(PlanChange<Nothing> plan)
    {
        var result = await Store().CommitAsync(Account, plan, Some.NoCheck, Token);
        Assert.NotNull(result.Applied);
        return (Allowlist)result.Current!;
    }

    private protected async Task<Allowlist> CurrentAsync() => (await ColdStore().SettleAsync(Account, Token))!;

    private protected static async Task<Network[]> NetworksAsync(IAllowlist list) =>
        [.. (await list.ReadAllAsync(Token)).Select(rule => rule.Network)];

    private protected async Task<List<StoredAudit>> AuditAsync(long? since = null, string? after = null) =>
        await Store().ReadAuditAsync(Account, since, after, Token).ToListAsync();

    /// <summary>The row keys of the account's partition that start with this.</summary>
    private protected async Task<List<string>> RowsAsync(string prefix) =>
        await Tables.Open(TableNames.Allowlists, StorageTimeout.ForOperations)
            .ReadAsync(Account, RowRange.WithPrefix(prefix), [], Token).Select(row => row.RowKey).ToListAsync();

    private protected PageCache ColdCache()
    {
        var cold = new PageCache();
        coldCaches.Add(cold);
        return cold;
    }
}
