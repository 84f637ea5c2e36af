using IpAccess.Networks;
using IpAccess.Text;

namespace IpAccess.Allowlists;

/// <summary>A rule as a request names it. What the request leaves open stays as it is in a rule that is there already.</summary>
internal sealed record RuleDraft(Network Network)
{
    /// <summary>The label, where the request gives one.</summary>
    public Optional<string> Label { get; init; }

    /// <summary>The expiry in Unix seconds, where the request gives one.</summary>
    public Optional<long?> ExpiresAt { get; init; }

    /// <summary>Where a new rule comes from.</summary>
    public string Source { get; init; } = "manual";

    /// <summary>Whether the rule counts, where the request says so.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Where the request names it.</summary>
    public DraftPlace Place { get; init; }

    /// <summary>Whether another draft of the same network says the same of it; null is as good as left out.</summary>
    public bool IsAlike(RuleDraft other) =>
        LabelText.AreSame(Label.Value, other.Label.Value)
        && ExpiresAt.Value == other.ExpiresAt.Value
        && Enabled == other.Enabled;

    /// <summary>The draft written over a rule; the same rule where that changes nothing.</summary>
    public Rule Over(Rule rule, long now)
    {
        var changed = rule with
        {
            Label = LabelText.AreSame(Label.Or(rule.Label), rule.Label) ? rule.Label : Label.Value,
            ExpiresAt = ExpiresAt.Or(rule.ExpiresAt),
            Enabled = Enabled ?? rule.Enabled,
        };
        return changed == rule ? rule : changed with { UpdatedAt = now };
    }
}

/// <summary>A place in a request: in JSON by its pointer (RFC 6901), in text by line and column, in CSV by line and cell, from 1.</summary>
/// <param name="Pointer">The pointer; null in text and CSV.</param>
/// <param name="Column">The column, or the number of the cell.</param>
internal readonly record struct DraftPlace(string? Pointer, int Line = 0, int Column = 0)
{
    /// <summary>The place as faults tell it.</summary>
    public override string ToString() => Pointer ?? FormattableString.Invariant($"{Line}:{Column}");
}
