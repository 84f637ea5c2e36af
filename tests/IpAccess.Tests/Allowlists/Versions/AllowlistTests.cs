using CsCheck;
using IpAccess.Allowlists.Versions;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Networks;
using IpAccess.Storage;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using IpAccess.Testing.Versions;
using IpAccess.Text;

namespace IpAccess.Tests.Allowlists.Versions;

/// <summary>What is read of a list of many pages, compared with a look at every rule.</summary>
public sealed class AllowlistTests : IDisposable
{
    private static readonly PageLimits Tiny = new() { Rules = 5, RootRefs = 4, ListRefs = 6 };

    // Networks inside each other, and addresses at their edges.
    private static readonly Gen<Network> Nested = Gen.OneOf(
        Gen.Select(Gen.OneOf(0u, 0x0a000000u, 0x0a00ffffu, 0xc0a80000u, uint.MaxValue), Gen.Int[0, 32], Network.IPv4),
        Gen.Select(Gen.OneOf(UInt128.Zero, UInt128.One << 64, UInt128.MaxValue), Gen.Int[0, 128], Network.IPv6));

    private static readonly Gen<Network[]> Lists = Gen.OneOf(Nested, VersionsGen.Network).Array[0, 80]
        .Select(networks => networks.Distinct().ToArray());

    private readonly PageCache cache = new();
    private readonly ScriptedTables tables = new(new MemoryTables());
    private int accounts;

    private static CancellationToken Token => CancellationToken.None;

    public void Dispose() => cache.Dispose();

    [Fact]
    public async Task Covering_rules_are_those_that_hold_the_address_the_most_specific_first() =>
        await Gen.Select(Lists, Gen.OneOf(Nested, VersionsGen.Network)).SampleAsync(
            async (networks, other) =>
            {
                var list = await ListAsync(networks);
                foreach (var address in networks.Take(10).Append(other).SelectMany(network => new[] { network.First, network.Last }))
                {
                    var expected = networks.Where(network => network.Contains(address)).OrderByDescending(network => network.PrefixLength);
                    Assert.Equal(expected, (await list.CoveringAsync(address, Token)).Select(rule => rule.Network));
                }
            },
            iter: Effort.Of(100, 10_000));

    [Fact]
    public async Task No_rule_covers_no_address() =>
        Assert.Empty(await (await ListAsync([Network.IPv4(0, 0), Network.IPv6(0, 0)])).CoveringAsync(default, Token));

    [Fact]
    public async Task Rules_are_found_by_network_and_by_id() => await Gen.Select(Lists, Lists).SampleAsync(
        async (networks, others) =>
        {
            var list = await ListAsync(networks);
            var wanted = networks.Where((_, i) => i % 3 == 0).ToList();

            var found = await list.FindAsync([.. wanted, .. others.Except(networks)], Token);
            var ids = found.Values.Select(rule => rule.Id).Append(1_000_000).ToHashSet();
            var foundById = await list.FindByIdsAsync(ids, Token);

            Assert.Equal(wanted.Order(), found.Keys.Order());
            Assert.All(found, pair => Assert.Equal(pair.Key, pair.Value.Network));
            Assert.Equal(wanted.Order(), foundById.Select(rule => rule.Network));
        },
        iter: Effort.Of(100, 10_000));

    [Fact]
    public async Task Rules_are_read_on_after_any_network() => await Gen.Select(Lists, VersionsGen.Network).SampleAsync(
        async (networks, other) =>
        {
            var list = await ListAsync(networks);
            Assert.Equal(networks.Order(), await list.ReadAsync(null, Token).Select(rule => rule.Network).ToListAsync(Token));
            foreach (var after in networks.Take(10).Append(other))
            {
                var expected = networks.Where(network => network.CompareTo(after) > 0).Order();
                Assert.Equal(expected, await list.ReadAsync(after, Token).Select(rule => rule.Network).ToListAsync(Token));
            }
        },
        iter: Effort.Of(100, 10_000));

    [Fact]
    public async Task Looking_up_an_address_reads_few_of_many_pages()
    {
        var account = await FillAsync(Some.Hosts(20_000), new PageLimits { Rules = 100 });
        using var cold = new PageCache();
        var list = await new AllowlistStore(tables, cold, TimeProvider.System, new()).FindAsync(account, StorageTimeout.ForDecisions, Token);
        var before = tables.Finds;

        Assert.Single(await list!.CoveringAsync(Some.Hosts(1)[0].First, Token));
        Assert.InRange(tables.Finds - before, 1, 12);
        before = tables.Finds;
        await list.ReadAsync(Some.Host(1u << 31), Token).Take(50).CountAsync();

        Assert.InRange(tables.Finds - before, 1, 2);
    }

    [Fact]
    public async Task A_list_that_does_not_fit_in_memory_is_read_all_the_same()
    {
        var account = await FillAsync(Some.Hosts(1_000), Tiny);
        using var small = new PageCache(bytes: 10_000);
        var list = await new AllowlistStore(tables, small, TimeProvider.System, Tiny).FindAsync(account, StorageTimeout.ForDecisions, Token);

        Assert.Equal(Some.Hosts(1_000).Order(), (await list!.ReadAllAsync(Token)).Select(rule => rule.Network));
        Assert.Equal(1_000, await list.ReadAsync(null, Token).CountAsync());
    }

    [Fact]
    public async Task A_list_that_was_read_is_not_read_again()
    {
        var account = await FillAsync(Some.Hosts(1_000), Tiny);
        var list = await Store().FindAsync(account, StorageTimeout.ForDecisions, Token);
        await list!.ReadAllAsync(Token);
        var before = tables.Finds;

        await Store().CommitAsync(account, Some.Add(Some.Host(1)), Some.NoCheck, Token);
        await (await Store().FindAsync(account, StorageTimeout.ForDecisions, Token))!.ReadAllAsync(Token);

        Assert.Equal(2, tables.Finds - before);
    }

    private AllowlistStore Store() => new(tables, cache, TimeProvider.System, Tiny);

    private async Task<Allowlist> ListAsync(Network[] networks)
    {
        var account = await FillAsync(networks, Tiny);
        return (await Store().FindAsync(account, StorageTimeout.ForDecisions, Token))!;
    }

    private async Task<string> FillAsync(Network[] networks, PageLimits limits)
    {
        var account = $"a{Interlocked.Increment(ref accounts)}";
        var store = new AllowlistStore(tables, cache, TimeProvider.System, limits);
        await store.CreateAsync(account, null, Some.Entry("account_created"), [], Token);
        await store.CommitAsync(account, Some.Add(networks), Some.NoCheck, Token);
        return account;
    }
}
