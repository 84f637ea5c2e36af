using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Storage;
using IpAccess.Text;

namespace IpAccess.Allowlists.Versions;

/// <summary>What a commit changes: all of it, or nothing.</summary>
internal sealed record Change
{
    /// <summary>Rules to add, or to put in the place of the rule of the same network.</summary>
    public IReadOnlyList<Rule> Upserts { get; init; } = [];

    /// <summary>Networks whose rules go; one without a rule is ignored.</summary>
    public IReadOnlyList<Network> Removals { get; init; } = [];

    /// <summary>The root of an earlier version, where its rules come back as they were; then there are no other edits.</summary>
    public Root? Root { get; init; }

    /// <summary>The new settings; null where they stay.</summary>
    public AllowlistSettings? Settings { get; init; }

    /// <summary>The id of the next rule after this change, never lower than before; null where it stays.</summary>
    public long? NextRuleId { get; init; }

    /// <summary>What the audit tells of it, at least one entry. The order is kept: a later one counts as newer.</summary>
    public required IReadOnlyList<AuditEntry> Audit { get; init; }

    /// <summary>The version that awaits its confirmation from now on, or none; left open where that stays as it is.</summary>
    public Optional<PendingVersion> Pending { get; init; }

    /// <summary>Other rows of the account's partition that change with it.</summary>
    public IReadOnlyList<RowChange> Rows { get; init; } = [];

    /// <summary>
    /// Whether it makes a version. A change of keys, of children or a deletion does not; then rules and settings must stay.
    /// </summary>
    public bool MakesVersion { get; init; } = true;

    /// <summary>Whether the account is deleted by it.</summary>
    public bool Deletes { get; init; }
}

/// <summary>What is to be done with a list as it is now: a change, a refusal, or nothing where both are null.</summary>
internal readonly record struct Plan(Change? Change, Problem? Refusal)
{
    /// <summary>There is nothing to do.</summary>
    public static Plan Nothing => default;

    /// <summary>Change this.</summary>
    public static Plan Commit(Change change) => new(change, null);

    /// <summary>Change nothing, for this reason.</summary>
    public static Plan Refuse(Problem refusal) => new(null, refusal);
}

/// <summary>Says what to do with the list as it is now. Runs anew for each try, so that it must not remember anything.</summary>
internal delegate Task<Plan> PlanChange(Allowlist current, CancellationToken cancellationToken);

/// <summary>Says why the resulting list must not come to be; null where it may. Runs anew for each try.</summary>
internal delegate Task<Problem?> CheckOutcome(Allowlist before, Allowlist after, CancellationToken cancellationToken);

/// <summary>What came of a commit.</summary>
/// <param name="Before">The list that the plan saw last; null where the account does not exist or is deleted.</param>
/// <param name="Current">The list as it is now; the same as <paramref name="Before"/> where nothing changed.</param>
/// <param name="Refusal">Why nothing changed; null where it did, or where there was nothing to do.</param>
/// <param name="Applied">What changed; null where nothing did.</param>
internal sealed record CommitResult(Allowlist? Before, Allowlist? Current, Problem? Refusal, Change? Applied);
