using System.Collections.Immutable;
using IpAccess.Decisions;
using IpAccess.Networks;

namespace IpAccess.Snapshots;

/// <summary>All that decisions on an account need, as of a time: what apps decide from (docs/snapshot.md).</summary>
internal sealed record Snapshot
{
    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>When the service began to read what is in it, in Unix milliseconds: staleness counts from here.</summary>
    public required long AsOf { get; init; }

    /// <summary>What tells contents apart, as a version's number alone does not; the snapshot's ETag, without quotes.</summary>
    public required string Identity { get; init; }

    /// <summary>What decides, as long as nothing reverts it.</summary>
    public required SnapshotState State { get; init; }

    /// <summary>What decides once the time of a version that awaits its confirmation is over; null where none does.</summary>
    public SnapshotRevert? Reverts { get; init; }

    /// <summary>The version of the list.</summary>
    public long Version => State.Version;

    /// <summary>What decides at a time (Unix seconds): never a version after its time, though nobody has undone it yet.</summary>
    public SnapshotState At(long now) => Reverts is { } reverts && now >= reverts.At ? reverts.State : State;
}

/// <summary>What decides.</summary>
/// <param name="Version">The version of the list that it is.</param>
/// <param name="Settings">Its settings; recoveries have no reasons here.</param>
/// <param name="Index">Its enabled rules, without labels.</param>
/// <param name="RuleCount">How many these are.</param>
/// <param name="Denied">The networks that were denied, in their order.</param>
internal sealed record SnapshotState(
    long Version, DecisionSettings Settings, RuleIndex Index, long RuleCount, ImmutableArray<Network> Denied)
{
    /// <summary>Decides on an address.</summary>
    /// <param name="address">Who wants to come in; the default value where that is unknown.</param>
    /// <param name="surface">Where; null where nobody says.</param>
    /// <param name="now">When, in Unix seconds.</param>
    public Decision Decide(Address address, string? surface, long now) => Decision.For(Settings, Index, address, surface, now);
}

/// <summary>That a version undoes itself unless somebody confirms it in time.</summary>
/// <param name="At">When it does, in Unix seconds.</param>
/// <param name="State">What decides from then on.</param>
internal sealed record SnapshotRevert(long At, SnapshotState State);
