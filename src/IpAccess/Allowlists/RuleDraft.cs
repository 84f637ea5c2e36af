using IpAccess.Networks;

namespace IpAccess.Allowlists;

/// <summary>A rule as a request names it. What the request leaves open stays as it is in a rule that is there already.</summary>
internal sealed record RuleDraft(Network Network)
{
    /// <summary>The label, where the request gives one.</summary>
    public Given<string> Label { get; init; }

    /// <summary>The expiry in Unix seconds, where the request gives one.</summary>
    public Given<long?> ExpiresAt { get; init; }

    /// <summary>Where a new rule comes from.</summary>
    public string Source { get; init; } = "manual";

    /// <summary>Whether the rule counts, where the request says so.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The draft written over a rule; the same rule where that changes nothing.</summary>
    public Rule Over(Rule rule, long now)
    {
        var changed = rule with
        {
            Label = Label.Or(rule.Label),
            ExpiresAt = ExpiresAt.Or(rule.ExpiresAt),
            Enabled = Enabled ?? rule.Enabled,
        };
        return changed == rule ? rule : changed with { UpdatedAt = now };
    }
}
