using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Rules;

namespace IpAccess.Hygiene;

/// <summary>What could be tidied up in a list, as the API shows it. It is worked out while it is written.</summary>
internal sealed record HygieneView(
    long Version,
    long RuleCount,
    string Addresses,
    IEnumerable<ShadowView> Shadowed,
    IEnumerable<RuleView> Expired,
    IEnumerable<RuleView> Disabled,
    IEnumerable<RuleView> OverBroad,
    SmallestView Smallest,
    TidyingView? Preview)
{
    private const int OverBroadIPv4 = 16;
    private const int OverBroadIPv6 = 32;

    /// <summary>The view of a list.</summary>
    /// <param name="version">The list's version.</param>
    /// <param name="all">All of its rules, in network order.</param>
    /// <param name="now">The time, in Unix seconds.</param>
    public static HygieneView Of(long version, Rule[] all, long now)
    {
        var inForce = all.Where(rule => rule.IsInForce(now));
        var smallest = SmallestList.Of(all, now);
        return new(
            version,
            all.Length,
            ApiJson.Number(AddressCount.Of(inForce.Select(rule => rule.Network))),
            Shadow.Of(inForce).Select(shadow => ShadowView.Of(shadow)),
            all.Where(rule => rule.ExpiresAt <= now).Select(RuleView.Of),
            all.Where(rule => !rule.Enabled).Select(RuleView.Of),
            inForce.Where(rule => IsOverBroad(rule.Network)).Select(RuleView.Of),
            new(smallest.Rules.Count, smallest.Rules.Select(TidyRuleView.Of)),
            TidyingView.Of(smallest, all));
    }

    private static bool IsOverBroad(Network network) =>
        network.PrefixLength < (network.First.IsIPv4 ? OverBroadIPv4 : OverBroadIPv6);
}
