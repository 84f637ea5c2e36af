using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Networks;

namespace IpAccess.Allowlists.Versions;

/// <summary>One version of an account's allowlist. Immutable; its rules are read when they are asked for.</summary>
internal sealed class Allowlist(string account, Head head, ListState state, PageReader pages) : IAllowlist
{
    private ImmutableArray<PageRef> leaves;

    /// <summary>The account.</summary>
    public string Account => account;

    /// <summary>The account's parent; null for none.</summary>
    public string? Parent => head.Parent;

    /// <summary>The version, from 1 up.</summary>
    public long Version => state.Version;

    /// <summary>What is unlike for every commit.</summary>
    public string ChangeId => state.ChangeId;

    /// <summary>The settings.</summary>
    public AllowlistSettings Settings => state.Settings;

    /// <summary>The rules in the list.</summary>
    public long RuleCount => state.Root.RuleCount;

    /// <summary>The id that the next new rule gets.</summary>
    public long NextRuleId => state.NextRuleId;

    /// <summary>The oldest version kept.</summary>
    public long OldestVersion => head.Oldest;

    /// <summary>The version that awaits its confirmation; null for none.</summary>
    public PendingVersion? Pending => head.Pending;

    /// <summary>When the last commit to the account was, in Unix milliseconds: every commit is later than the one before.</summary>
    public long CommittedAt => head.CommittedAt;

    /// <summary>When this version came to be, in Unix seconds.</summary>
    public long UpdatedAt => state.UpdatedAt;

    /// <summary>The row that this was read with.</summary>
    internal Head Head => head;

    /// <summary>The list's root.</summary>
    internal Root Root => state.Root;

    /// <summary>The root of a list that came from the store: there are no others.</summary>
    internal static Root RootOf(IAllowlist list) => ((Allowlist)list).Root;

    /// <summary>The rules that these networks have; a network without a rule is left out.</summary>
    public async Task<IReadOnlyDictionary<Network, Rule>> FindAsync(
        IReadOnlyCollection<Network> networks, CancellationToken cancellationToken)
    {
        var refs = await LeavesAsync(cancellationToken);
        var places = networks.ToLookup(network => NetworkOrder.LastUpTo(refs.AsSpan(), network));
        var wanted = places.Where(place => place.Key >= 0).ToList();
        var read = await pages.ReadAsync([.. wanted.Select(place => refs[place.Key])], cancellationToken);
        return wanted
            .SelectMany((place, i) => place.Distinct().Select(network => NetworkOrder.Find(read[i].Rules.AsSpan(), network)))
            .OfType<Rule>()
            .ToDictionary(rule => rule.Network);
    }

    /// <summary>The rules with these ids, in network order; ids without a rule are left out. Reads the list up to the last one found.</summary>
    public async Task<IReadOnlyList<Rule>> FindByIdsAsync(IReadOnlySet<long> ids, CancellationToken cancellationToken)
    {
        var found = new List<Rule>();
        if (ids.Count == 0)
        {
            return found;
        }

        await foreach (var page in pages.ReadInTurnAsync(await LeavesAsync(cancellationToken), from: 0, cancellationToken))
        {
            found.AddRange(page.Rules.Where(rule => ids.Contains(rule.Id)));
            if (found.Count == ids.Count)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The rules whose network holds an address, the most specific first.</summary>
    public async Task<IReadOnlyList<Rule>> CoveringAsync(Address address, CancellationToken cancellationToken)
    {
        var networks = address.IsNone
            ? []
            : Enumerable.Range(0, address.Width + 1).Select(length => Network.Around(address, length)).ToList();
        var found = await FindAsync(networks, cancellationToken);
        return [.. found.Values.OrderByDescending(rule => rule.Network.PrefixLength)];
    }

    /// <summary>Reads the rules in network order.</summary>
    /// <param name="after">Where to begin: after this network, whether it has a rule or not; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<Rule> ReadAsync(
        Network? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var rule in pages.RulesAsync(await LeavesAsync(cancellationToken), after, cancellationToken))
        {
            yield return rule;
        }
    }

    /// <summary>The networks whose rules are not the same in an earlier or later version as here, in network order.</summary>
    /// <param name="before">The other version, of the same account; what it has is called before.</param>
    /// <param name="after">Where to begin: after this network; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IAsyncEnumerable<RuleDifference> CompareAsync(
        IAllowlist before, Network? after, CancellationToken cancellationToken) =>
        new ListDiff(pages).ReadAsync(RootOf(before), Root, after, cancellationToken);

    /// <summary>Reads all rules, in network order.</summary>
    public async Task<Rule[]> ReadAllAsync(CancellationToken cancellationToken)
    {
        var rules = new Rule[RuleCount];
        var next = 0;
        await foreach (var page in pages.ReadInTurnAsync(await LeavesAsync(cancellationToken), from: 0, cancellationToken))
        {
            page.Rules.CopyTo(rules, next);
            next += page.Rules.Length;
        }

        return rules;
    }

    private async ValueTask<ImmutableArray<PageRef>> LeavesAsync(CancellationToken cancellationToken)
    {
        if (leaves.IsDefault)
        {
            leaves = await pages.LeavesAsync(state.Root, cancellationToken);
        }

        return leaves;
    }
}
