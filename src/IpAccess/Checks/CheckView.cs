using IpAccess.Decisions;
using IpAccess.Networks;

namespace IpAccess.Checks;

/// <summary>An answer as the API shows it.</summary>
internal sealed record CheckView(string Ip, bool Allowed, Reason Reason, CheckedRuleView? Rule, long Version, bool Stale)
{
    /// <summary>The view of a decision.</summary>
    public static CheckView Of(Address client, Decision decision, long version, bool isStale) => new(
        client.ToString(),
        decision.Allowed,
        decision.Reason,
        decision.Rule is { } rule ? new(rule.Id, rule.Network.ToString(), rule.Label) : null,
        version,
        isStale);
}

/// <summary>The rule that let an address in, as the API shows it.</summary>
internal sealed record CheckedRuleView(long Id, string Network, string? Label);
