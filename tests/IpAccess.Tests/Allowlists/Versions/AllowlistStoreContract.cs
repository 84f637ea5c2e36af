using IpAccess.Allowlists.Versions;
using IpAccess.Storage;

namespace IpAccess.Tests.Allowlists.Versions;

/// <summary>What the version store promises on every kind of tables.</summary>
public abstract class AllowlistStoreContract : IDisposable
{
    private readonly PageCache cache = new();

    private protected abstract ITables Tables { get; }

    private protected string Account { get; } = $"a{Guid.NewGuid():n}";

    private static CancellationToken Token => CancellationToken.None;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    public async Task A_commit_of_any_size_is_read_back(int size)
    {
        var store = Store();
        Assert.True(await store.CreateAsync(Account, null, Some.Entry("account_created"), [], Token));
        var networks = Some.Hosts(size);

        var result = await store.CommitAsync(Account, Some.Add(networks), Some.NoCheck, Token);

        var read = await store.FindAsync(Account, Patience.Check, Token);
        Assert.Equal(size == 0 ? 1 : 2, read!.Version);
        Assert.Equal(size, read.RuleCount);
        Assert.Equal(size == 0, result.Applied is null);
        Assert.Equal(networks.Order(), (await read.ReadAllAsync(Token)).Select(rule => rule.Network));
        Assert.Equal(networks.Order(), (await result.Current!.ReadAllAsync(Token)).Select(rule => rule.Network));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => cache.Dispose();

    private protected AllowlistStore Store(ITables? tables = null) => new(tables ?? Tables, cache, TimeProvider.System, new());
}
