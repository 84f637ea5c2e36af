using IpAccess.Networks;

namespace IpAccess.Decisions;

/// <summary>A rule as decisions need it. Times are Unix seconds.</summary>
internal interface IDecidingRule
{
    /// <summary>The rule's number, unique in its account.</summary>
    long Id { get; }

    /// <summary>The network that it lets in.</summary>
    Network Network { get; }

    /// <summary>What it is for, in a person's words; null for none, and wherever labels are not kept.</summary>
    string? Label { get; }

    /// <summary>Whether it counts at all.</summary>
    bool Enabled { get; }

    /// <summary>When it stops to count; null for never.</summary>
    long? ExpiresAt { get; }
}

/// <summary>When rules count.</summary>
internal static class DecidingRules
{
    /// <summary>Whether a rule lets its network in at this time (Unix seconds): enabled and not expired.</summary>
    public static bool IsInForce(this IDecidingRule rule, long now) => rule.Enabled && (rule.ExpiresAt is not { } end || end > now);
}
