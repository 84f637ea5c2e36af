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

    /// <inheritdoc/>
    public string Account => account;

    /// <summary>The account's parent; null for none.</summary>
    public string? Parent => head.Parent;

    /// <inheritdoc/>
    public long Version => state.Version;

    /// <summary>The newest version that there was when this was read.</summary>
    public long Newest => head.State.Version;

    /// <summary>What is unlike for every commit.</summary>
    public string ChangeId => state.ChangeId;

    /// <inheritdoc/>
    public AllowlistSettings Settings => state.Settings;

    /// <inheritdoc/>
    public long RuleCount => state.Root.RuleCount;

    /// <inheritdoc/>
    public long NextRuleId => state.NextRuleId;

    /// <inheritdoc/>
    public long OldestVersion => head.Oldest;

    /// <inheritdoc/>
    public PendingVersion? Pending => head.Pending;

    /// <summary>When the last commit to the account was, in Unix milliseconds: every commit is later than the one before.</summary>
    public long CommittedAt => head.CommittedAt;

    /// <inheritdoc/>
    public long UpdatedAt => state.UpdatedAt;

    /// <summary>The row that this was read with.</summary>
    internal Head Head => head;

    /// <summary>The list's root.</summary>
    internal Root Root => state.Root;

    /// <summary>The root of a list that came from the store: there are no others.</summary>
    internal static Root RootOf(IAllowlist list) => ((Allowlist)list).Root;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<Network, Rule>> FindAsync(
        IReadOnlyCollection<Network> networks, CancellationToken cancellationToken)
    {
        if (networks.Count == 0)
        {
            return new Dictionary<Network, Rule>();
        }

        var refs = await LeavesAsync(cancellationToken);
        var places = networks.ToLookup(network => NetworkOrder.LastUpTo(refs.AsSpan(), network));
        var wanted = places.Where(place => place.Key >= 0).ToList();
        var read = await pages.ReadAsync([.. wanted.Select(place => refs[place.Key])], cancellationToken);
        return wanted
            .SelectMany((place, i) => place.Distinct().Select(network => NetworkOrder.Find(read[i].Rules.AsSpan(), network)))
            .OfType<Rule>()
            .ToDictionary(rule => rule.Network);
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Rule>> CoveringAsync(Address address, CancellationToken cancellationToken)
    {
        var networks = address.IsNone
            ? []
            : Enumerable.Range(0, address.Width + 1).Select(length => Network.Around(address, length)).ToList();
        var found = await FindAsync(networks, cancellationToken);
        return [.. found.Values.OrderByDescending(rule => rule.Network.PrefixLength)];
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rule> ReadAsync(
        Network? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var rule in pages.RulesAsync(await LeavesAsync(cancellationToken), after, cancellationToken))
        {
            yield return rule;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<RuleDifference> CompareAsync(
        IAllowlist before, Network? after, CancellationToken cancellationToken) =>
        new ListDiff(pages).ReadAsync(RootOf(before), Root, after, cancellationToken);

    /// <inheritdoc/>
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
