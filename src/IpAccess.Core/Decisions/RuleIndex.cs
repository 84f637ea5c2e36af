using IpAccess.Networks;

namespace IpAccess.Decisions;

/// <summary>The enabled rules of a list, found by address.</summary>
internal sealed class RuleIndex
{
    private readonly IDecidingRule[] rules;
    private readonly NetworkIndex networks;

    /// <summary>An index over all rules of a list, in network order; disabled ones are left out.</summary>
    public RuleIndex(IReadOnlyCollection<IDecidingRule> all)
        : this(all, isEmptyList: all.Count == 0)
    {
    }

    /// <summary>An index over some rules of a list, in network order: enough to decide on an address that the others do not cover.</summary>
    /// <param name="some">The rules; disabled ones are left out.</param>
    /// <param name="isEmptyList">Whether the list has no rule at all.</param>
    public RuleIndex(IEnumerable<IDecidingRule> some, bool isEmptyList)
    {
        IsEmptyList = isEmptyList;
        rules = [.. some.Where(rule => rule.Enabled)];
        networks = NetworkIndex.Build([.. rules.Select(rule => rule.Network)]);
    }

    /// <summary>Whether the list has no rule at all, expired and disabled ones included.</summary>
    public bool IsEmptyList { get; }

    /// <summary>About how much memory this holds, in bytes, without the rules themselves.</summary>
    public long ApproximateBytes => networks.ApproximateBytes + (8L * rules.Length);

    /// <summary>The most specific rule in force for an address at a time (Unix seconds); null for none.</summary>
    public IDecidingRule? Find(Address address, long now)
    {
        var ordinal = networks.Find(address);
        while (ordinal >= 0 && !rules[ordinal].IsInForce(now))
        {
            ordinal = networks.Parent(ordinal);
        }

        return ordinal >= 0 ? rules[ordinal] : null;
    }
}
