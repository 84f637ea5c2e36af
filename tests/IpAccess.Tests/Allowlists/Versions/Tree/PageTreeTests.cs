using CsCheck;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Networks;
using IpAccess.Storage;
using IpAccess.Testing;
using IpAccess.Testing.Stores;
using IpAccess.Testing.Versions;

namespace IpAccess.Tests.Allowlists.Versions.Tree;

public sealed class PageTreeTests : IDisposable
{
    private static readonly PageLimits Tiny = new() { Rules = 8, Bytes = 260, RootRefs = 4, ListRefs = 8 };

    private static readonly Gen<Network> FewNetworks = Gen.OneOf(
        Gen.Int[0, 199].Select(i => Some.Host((uint)i * 1_000)),
        Gen.Int[0, 49].Select(i => Network.IPv6((UInt128)i << 64, 64)));

    private static readonly Gen<Edit[]> SomeEdits = Gen.Select(FewNetworks, Gen.Int[-6, 9])
        .Select((network, kind) => new Edit(network, kind < 0 ? null : Some.Rule(network, kind + 1, new string('x', kind))))
        .Array[0, 12];

    private static readonly Gen<Edit[]> ManyRemovals = Gen.Int[0, 199].Array[100, 200]
        .Select(hosts => hosts.Select(i => new Edit(Some.Host((uint)i * 1_000), null)).ToArray());

    private static readonly Gen<Edit[]> ManyUpserts = FewNetworks.Array[50, 250]
        .Select(networks => networks.Select(network => new Edit(network, Some.Rule(network, 1))).ToArray());

    private static readonly Gen<Edit[]> AnyEdits = Gen.Frequency((8, SomeEdits), (1, ManyRemovals), (1, ManyUpserts))
        .Select(edits => edits.DistinctBy(edit => edit.Network).OrderBy(edit => edit.Network).ToArray());

    private readonly PageCache cache = new();
    private readonly IRowTable table = new MemoryTables().Open(TableNames.Allowlists, StorageTimeout.ForOperations);

    public void Dispose() => cache.Dispose();

    [Fact]
    public async Task After_any_edits_a_tree_holds_what_a_sorted_dictionary_holds() => await AnyEdits.Array[1, 40].SampleAsync(
        async edits =>
        {
            var grown = new GrownTree(Tiny, new PageReader(table, cache, "a"));
            foreach (var edit in edits)
            {
                await grown.ApplyAsync(edit);
            }
        },
        iter: Effort.Of(100, 5_000));

    [Fact]
    public async Task A_single_rule_touches_one_page_of_many()
    {
        var grown = new GrownTree(new PageLimits { Rules = 100 }, new PageReader(table, cache, "a"));
        await grown.ApplyAsync([.. Some.Hosts(5_000).Order().Select(network => new Edit(network, Some.Rule(network, 1)))]);

        var pages = await grown.ApplyAsync([new(Some.Host(5), Some.Rule(Some.Host(5), 2))]);

        Assert.InRange(pages.Count, 1, 2);
    }

    [Fact]
    public async Task In_a_list_of_list_pages_a_single_rule_touches_one_of_each()
    {
        var limits = new PageLimits { Rules = 100, RootRefs = 4, ListRefs = 20 };
        var grown = new GrownTree(limits, new PageReader(table, cache, "a"));
        await grown.ApplyAsync([.. Some.Hosts(5_000).Order().Select(network => new Edit(network, Some.Rule(network, 1)))]);
        Assert.True(grown.Root.HasLists);

        var pages = await grown.ApplyAsync([new(Some.Host(5), Some.Rule(Some.Host(5), 2))]);

        Assert.InRange(pages.Count, 2, 4);
    }

    [Fact]
    public async Task Edits_that_change_nothing_make_no_pages()
    {
        var grown = new GrownTree(Tiny, new PageReader(table, cache, "a"));
        Edit[] edits = [.. Some.Hosts(100).Order().Select(network => new Edit(network, Some.Rule(network, 1)))];
        await grown.ApplyAsync(edits);
        var before = grown.Root;

        Assert.Empty(await grown.ApplyAsync(edits));
        Assert.Empty(await grown.ApplyAsync([new(Some.Host(5), null)]));
        Assert.Empty(await grown.ApplyAsync([]));

        Assert.Same(before, grown.Root);
    }

    [Fact]
    public async Task A_tree_that_loses_its_rules_loses_its_pages()
    {
        var grown = new GrownTree(Tiny, new PageReader(table, cache, "a"));
        var networks = Some.Hosts(120);
        await grown.ApplyAsync([.. networks.Order().Select(network => new Edit(network, Some.Rule(network, 1)))]);

        foreach (var network in networks[..^8])
        {
            await grown.ApplyAsync([new(network, null)]);
        }

        Assert.False(grown.Root.HasLists);
        Assert.InRange(grown.Root.Refs.Length, 1, 4);
        await grown.ApplyAsync([.. networks[^8..].Order().Select(network => new Edit(network, null))]);
        Assert.Empty(grown.Root.Refs);
    }

    [Fact]
    public void A_network_named_twice_is_refused()
    {
        var network = Some.Host(1);

        Assert.Throws<ArgumentException>(() => Edits.Of([Some.Rule(network, 1)], [network]));
    }
}
