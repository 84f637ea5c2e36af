using IpAccess.Networks;

namespace IpAccess.Allowlists.Versions.Tree;

/// <summary>What becomes of one network: it gets this rule, or none.</summary>
internal readonly record struct Edit(Network Network, Rule? Rule);

/// <summary>What becomes of a list: edits in network order, one for each network.</summary>
internal static class Edits
{
    /// <summary>Sorts the rules to set and the networks to remove.</summary>
    /// <exception cref="ArgumentException">A network is named twice.</exception>
    public static Edit[] Of(IReadOnlyList<Rule> upserts, IReadOnlyList<Network> removals)
    {
        Edit[] edits =
        [
            .. upserts.Select(rule => new Edit(rule.Network, rule)),
            .. removals.Select(network => new Edit(network, null)),
        ];
        Array.Sort(edits, (one, other) => one.Network.CompareTo(other.Network));
        for (var i = 1; i < edits.Length; i++)
        {
            if (edits[i - 1].Network == edits[i].Network)
            {
                throw new ArgumentException($"{edits[i].Network} is named twice in one change.", nameof(upserts));
            }
        }

        return edits;
    }
}
