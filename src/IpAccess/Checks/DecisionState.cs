using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Decisions;
using IpAccess.Networks;

namespace IpAccess.Checks;

/// <summary>All that decisions on an account need.</summary>
/// <param name="Version">The version of the list.</param>
/// <param name="CommittedAt">When the last commit to the account was, in Unix milliseconds.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Root">Which pages its rules are on.</param>
/// <param name="Index">Its rules.</param>
/// <param name="Bytes">What this takes in memory, about.</param>
internal sealed record DecisionState(long Version, long CommittedAt, AllowlistSettings Settings, Root Root, RuleIndex Index, long Bytes)
{
    private readonly DecisionSettings settings = Settings.ForDecisions();

    /// <summary>The newest version that there is; later than <see cref="Version"/> where nobody confirmed that one in time.</summary>
    public required long Newest { get; init; }

    /// <summary>What decides once a version that nobody confirmed is over; null where none awaits its confirmation.</summary>
    public Undoing? Undoing { get; init; }

    /// <summary>Whether this decides only as long as nothing better is known: somebody may have confirmed the version.</summary>
    public bool IsOver(DateTimeOffset now) => Undoing is { } undoing && undoing.Pending.IsOver(now);

    /// <summary>What decides at a time: never a version after its time, though nobody has undone it yet.</summary>
    public DecisionState At(DateTimeOffset now) => IsOver(now) ? Undoing!.Before : this;

    /// <summary>Decides on an address.</summary>
    /// <param name="address">Who wants to come in; the default value where that is unknown.</param>
    /// <param name="surface">Where; null where nobody says.</param>
    /// <param name="now">When, in Unix seconds.</param>
    public Decision Decide(Address address, string? surface, long now) => Decision.For(settings, Index, address, surface, now);

    /// <summary>The index of a list that has these rules, if this is one, or becomes one; null otherwise.</summary>
    public RuleIndex? IndexOf(Root root) =>
        Root.IsSameAs(root) ? Index
        : Undoing is { } undoing && undoing.Before.Root.IsSameAs(root) ? undoing.Before.Index
        : null;
}

/// <summary>A version that awaits its confirmation, and what decides where it gets none.</summary>
internal sealed record Undoing(PendingVersion Pending, DecisionState Before);
