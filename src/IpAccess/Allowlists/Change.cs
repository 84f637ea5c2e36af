using IpAccess.Networks;
using IpAccess.Text;

namespace IpAccess.Allowlists;

/// <summary>What a commit changes: all of it, or nothing.</summary>
internal sealed record Change
{
    /// <summary>Rules to add, or to put in the place of the rule of the same network.</summary>
    public IReadOnlyList<Rule> Upserts { get; init; } = [];

    /// <summary>Networks whose rules go; one without a rule is ignored.</summary>
    public IReadOnlyList<Network> Removals { get; init; } = [];

    /// <summary>An earlier version whose rules come back as they were; then there are no other edits.</summary>
    public IAllowlist? RulesOf { get; init; }

    /// <summary>The new settings; null where they stay.</summary>
    public AllowlistSettings? Settings { get; init; }

    /// <summary>The id of the next rule after this change, never lower than before; null where it stays.</summary>
    public long? NextRuleId { get; init; }

    /// <summary>What the audit tells of it, at least one entry. The order is kept: a later one counts as newer.</summary>
    public required IReadOnlyList<AuditEntry> Audit { get; init; }

    /// <summary>The version that awaits its confirmation from now on, or none; left open where that stays as it is.</summary>
    public Optional<PendingVersion> Pending { get; init; }

    /// <summary>
    /// Whether it makes a version. A change of keys, of children or a deletion does not; then rules and settings must stay.
    /// </summary>
    public bool MakesVersion { get; init; } = true;

    /// <summary>Whether the account is deleted by it.</summary>
    public bool Deletes { get; init; }
}
