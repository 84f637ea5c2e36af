namespace IpAccess.AspNetCore.Snapshots;

/// <summary>How old a snapshot is.</summary>
/// <param name="Before">Its age when it was read: from a file, by the wall clock; from an answer, by what earlier answers imply.</param>
/// <param name="Watched">How long it has been in hand, by the monotonic clock.</param>
/// <param name="Drift">How much more than that has passed by the wall clock; negative for less.</param>
internal readonly record struct Age(TimeSpan Before, TimeSpan Watched, TimeSpan Drift)
{
    private static readonly TimeSpan LongestProof = TimeSpan.FromSeconds(60);

    /// <summary>Whether the wall clock jumped, or the machine was suspended.</summary>
    public bool HasJumped => Drift.Duration() > Held.Tolerance;

    /// <summary>The age, as old as any clock makes it.</summary>
    public TimeSpan Total => Before + Watched + (Drift > Held.Tolerance ? Drift : TimeSpan.Zero);

    /// <summary>
    /// Whether this process itself knows that the limit is over, rather than a clock that can be set: only then may a failure let
    /// anybody in. The age of a file counts once the service was away for as long as the limit, or for a minute, before our eyes.
    /// </summary>
    public bool IsSurelyOver(TimeSpan limit) =>
        (Watched >= (limit < LongestProof ? limit : LongestProof) ? Before + Watched : Watched) > limit;
}
