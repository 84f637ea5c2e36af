using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IpAccess.Networks;

namespace IpAccess.Allowlists.Versions;

/// <summary>One version of an account's allowlist. Immutable; its rules are read when they are asked for.</summary>
internal sealed class Allowlist(string account, Head head, ListState state, PageReader pages)
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
    public Settings Settings => state.Settings;

    /// <summary>The rules in the list.</summary>
    public long RuleCount => state.Root.RuleCount;

    /// <summary>The id that the next new rule gets.</summary>
    public long NextRuleId => state.NextRuleId;

    /// <summary>The oldest version kept.</summary>
    public long OldestVersion => head.Oldest;

    /// <summary>When this version came to be, in Unix seconds.</summary>
    public long UpdatedAt => state.UpdatedAt;

    /// <summary>The row that this was read with.</summary>
    internal Head Head => head;

    /// <summary>The list's root.</summary>
    internal Root Root => state.Root;

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

        await foreach (var page in ReadPagesAsync(from: 0, cancellationToken))
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
        var refs = await LeavesAsync(cancellationToken);
        var from = after is { } start ? Math.Max(0, NetworkOrder.LastUpTo(refs.AsSpan(), start)) : 0;
        await foreach (var page in ReadPagesAsync(from, cancellationToken))
        {
            foreach (var rule in page.Rules)
            {
                if (after is not { } network || rule.Network.CompareTo(network) > 0)
                {
                    yield return rule;
                }
            }
        }
    }

    /// <summary>Reads all rules, in network order.</summary>
    public async Task<Rule[]> ReadAllAsync(CancellationToken cancellationToken)
    {
        var rules = new Rule[RuleCount];
        var next = 0;
        await foreach (var page in ReadPagesAsync(from: 0, cancellationToken))
        {
            page.Rules.CopyTo(rules, next);
            next += page.Rules.Length;
        }

        return rules;
    }

    // One page first, since most readers want no more; then more and more at a time.
    private async IAsyncEnumerable<Page> ReadPagesAsync(int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var refs = await LeavesAsync(cancellationToken);
        for (var size = 1; from < refs.Length; size = Math.Min(size * 4, 2 * PageReader.Parallelism))
        {
            var to = Math.Min(from + size, refs.Length);
            foreach (var page in await pages.ReadAsync(refs[from..to], cancellationToken))
            {
                yield return page;
            }

            from = to;
        }
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
