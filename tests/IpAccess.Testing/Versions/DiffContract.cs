using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Networks;
using IpAccess.Testing.Stores;

namespace IpAccess.Testing.Versions;

/// <summary>What differs between two versions, compared with what naive copies of them say.</summary>
public abstract class DiffContract : VersionsContract
{
    private const int Versions = 200;

    // So that a short list already has list pages, and edits split and merge pages.
    private static readonly PageLimits Tiny = new() { Rules = 5, RootRefs = 3, ListRefs = 4 };

    [Fact]
    public async Task A_diff_of_any_two_of_200_random_versions_is_what_naive_copies_differ_in()
    {
        var random = new Random(7);
        var copies = new SortedDictionary<long, Dictionary<Network, Rule>> { [1] = [] };
        while (copies.Count < Versions)
        {
            var list = await CommitRandomAsync(random);
            copies[list.Version] = (await list.ReadAllAsync(Token)).ToDictionary(rule => rule.Network);
        }

        for (var i = 0; i < Effort.Of(Versions, 10 * Versions); i++)
        {
            var (before, after) = (random.Next(1, Versions + 1), random.Next(1, Versions + 1));
            Network? start = random.Next(3) == 0 ? Random(random) : null;

            var differences = await DiffAsync(before, after, start);

            Assert.Equal(Naive(copies[before], copies[after]).Where(rule => start is null || rule.Network.CompareTo(start.Value) > 0), differences);
        }
    }

    [Fact]
    public async Task A_version_does_not_differ_from_itself_and_reads_no_page_to_say_so()
    {
        await CommitAsync(Some.Add(Some.Hosts(2_000)));
        var counted = new ScriptedTables(Tables);
        var list = await VersionAsync(2, new(counted, ColdCache(), Time, new()));
        var before = counted.Finds;

        Assert.Empty(await list.CompareAsync(list, null, Token).ToListAsync());
        Assert.Equal(0, counted.Finds - before);
    }

    private async Task<Allowlist> CommitRandomAsync(Random random)
    {
        var networks = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Random(random)).Distinct().ToArray();
        PlanChange<Nothing> plan = random.Next(4) == 0 ? Some.Remove(networks) : async (current, token) =>
        {
            var known = await current.FindAsync(networks, token);
            var next = current.NextRuleId;
            var rules = networks.Select(network => known.TryGetValue(network, out var rule)
                ? rule with { Label = $"label {random.Next(3)}" }
                : Some.Rule(network, next++)).ToList();
            return Plan.Commit(new Change { Upserts = rules, NextRuleId = next, Audit = [Some.Entry("rules_added")] });
        };
        var result = await Store(limits: Tiny).CommitAsync(Account, plan, Some.NoCheck, Token);
        return (Allowlist)result.Current!;
    }

    // Few, so that the same ones come and go.
    private static Network Random(Random random) => random.Next(5) == 0
        ? Network.IPv6((UInt128)random.Next(20) << 64, 64)
        : Network.IPv4((uint)random.Next(60) << 8, random.Next(2) == 0 ? 24 : 32);

    private async Task<List<RuleDifference>> DiffAsync(long before, long after, Network? start)
    {
        var store = ColdStore();
        var one = await VersionAsync(before, store);
        return await (await VersionAsync(after, store)).CompareAsync(one, start, Token).ToListAsync();
    }

    private async Task<Allowlist> VersionAsync(long version, AllowlistStore store) =>
        (await store.FindVersionAsync(Account, version, Token))!;

    private static IEnumerable<RuleDifference> Naive(Dictionary<Network, Rule> before, Dictionary<Network, Rule> after) => before.Keys
        .Union(after.Keys)
        .Order()
        .Select(network => new RuleDifference(before.GetValueOrDefault(network), after.GetValueOrDefault(network)))
        .Where(difference => difference.Before != difference.After);
}
