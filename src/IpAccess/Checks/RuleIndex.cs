using IpAccess.Allowlists;
using IpAccess.Networks;

namespace IpAccess.Checks;

/// <summary>The enabled rules of a list, found by address.</summary>
internal sealed class RuleIndex
{
    private readonly Rule[] rules;
    private readonly NetworkIndex networks;

    /// <summary>An index over a list's rules, in network order; disabled ones are left out.</summary>
    public RuleIndex(IReadOnlyCollection<Rule> all)
    {
        IsEmptyList = all.Count == 0;
        rules = [.. all.Where(rule => rule.Enabled)];
        networks = NetworkIndex.Build([.. rules.Select(rule => rule.Network)]);
    }

    /// <summary>Whether the list has no rule at all, expired and disabled ones included.</summary>
    public bool IsEmptyList { get; }

    /// <summary>About how much memory this holds, in bytes, without the rules themselves.</summary>
    public long ApproximateBytes => networks.ApproximateBytes + (8L * rules.Length);

    /// <summary>The most specific rule in force for an address at a time (Unix seconds); null for none.</summary>
    public Rule? Find(Address address, long now)
    {
        var ordinal = networks.Find(address);
        while (ordinal >= 0 && !rules[ordinal].IsInForce(now))
        {
            ordinal = networks.Parent(ordinal);
        }

        return ordinal >= 0 ? rules[ordinal] : null;
    }
}
