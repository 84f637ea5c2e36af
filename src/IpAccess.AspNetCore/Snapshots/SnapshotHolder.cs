using IpAccess.Snapshots;

namespace IpAccess.AspNetCore.Snapshots;

/// <summary>The snapshot that decides, and which others may take its place (docs/middleware.md, "What is taken up").</summary>
internal sealed class SnapshotHolder(TimeProvider clock)
{
    private readonly long startedAt = clock.GetTimestamp();
    private readonly Pace pace = new(clock);
    private volatile Held? current;
    private volatile bool isRefused;
    private long confirmedAt;
    private bool wasConfirmed;

    /// <summary>What decides; null where there never was one.</summary>
    public Held? Current => current;

    /// <summary>Whether the service refused the key, and has not taken it since.</summary>
    public bool IsRefused => isRefused;

    /// <summary>How long ago the last good answer of the service was asked for; null where there was none.</summary>
    public TimeSpan? SinceConfirmed => wasConfirmed ? clock.GetElapsedTime(Interlocked.Read(ref confirmedAt)) : null;

    /// <summary>How long this process has been asking.</summary>
    public TimeSpan SinceStarted => clock.GetElapsedTime(startedAt);

    /// <summary>Takes what a file holds, before the service was asked. The clock must not be before its time.</summary>
    /// <param name="asOf">When the service last said that it holds, in Unix milliseconds.</param>
    /// <param name="refused">Whether the service had refused the key since.</param>
    public void Start(Snapshot snapshot, long asOf, bool refused)
    {
        var wall = clock.GetUtcNow();
        var age = wall - DateTimeOffset.FromUnixTimeMilliseconds(asOf);
        current = new(snapshot, asOf, clock, clock.GetTimestamp(), wall, age > TimeSpan.Zero ? age : TimeSpan.Zero);
        isRefused = refused;
    }

    /// <summary>Notes that the service refused the key.</summary>
    public void Refuse() => isRefused = true;

    /// <summary>Takes a snapshot up, or not.</summary>
    /// <param name="snapshot">What the service answered.</param>
    /// <param name="asked">When the question began.</param>
    public Taking Take(Snapshot snapshot, Moment asked)
    {
        if (current is { } held)
        {
            if (!string.Equals(held.Snapshot.Account, snapshot.Account, StringComparison.Ordinal))
            {
                return Taking.Foreign;
            }

            pace.Note(snapshot.AsOf, asked.Timestamp);

            // One that nobody confirmed in time gives way to the one before it, as was said with it.
            var isBack = snapshot.Version < held.Snapshot.At(snapshot.AsOf / 1000).Version;
            if (snapshot.AsOf < held.AsOf || (isBack && snapshot.AsOf == held.AsOf))
            {
                return Taking.Older;
            }

            Hold(new(snapshot, snapshot.AsOf, clock, asked.Timestamp, asked.Wall, AgeAt(asked, snapshot.AsOf)), asked);
            return isBack ? Taking.Restored : Taking.Taken;
        }

        pace.Note(snapshot.AsOf, asked.Timestamp);
        Hold(new(snapshot, snapshot.AsOf, clock, asked.Timestamp, asked.Wall, AgeAt(asked, snapshot.AsOf)), asked);
        return Taking.Taken;
    }

    /// <summary>Renews what is in hand: the service said that it still holds.</summary>
    /// <param name="asOf">As of when, in Unix milliseconds, perhaps rounded down to seconds.</param>
    public Taking Confirm(long asOf, Moment asked)
    {
        pace.Note(asOf, asked.Timestamp);
        if (current is not { } held || asOf / 1000 < held.AsOf / 1000)
        {
            return Taking.Older;
        }

        Hold(held.Confirmed(asOf, asked.Timestamp, asked.Wall, AgeAt(asked, Math.Max(asOf, held.AsOf))), asked);
        return Taking.Taken;
    }

    /// <summary>Now, by both clocks.</summary>
    public Moment Now() => new(clock.GetTimestamp(), clock.GetUtcNow());

    // What was true at a time of the service that has long passed is old, however lately it was handed to us.
    private TimeSpan AgeAt(Moment asked, long asOf) => pace.AgeAt(asOf, asked.Timestamp);

    private void Hold(Held held, Moment asked)
    {
        current = held;
        isRefused = false;
        Interlocked.Exchange(ref confirmedAt, asked.Timestamp);
        wasConfirmed = true;
    }
}

/// <summary>A time, by the monotonic clock and by the one on the wall.</summary>
internal readonly record struct Moment(long Timestamp, DateTimeOffset Wall);

/// <summary>Whether a snapshot was taken up.</summary>
internal enum Taking
{
    /// <summary>It was.</summary>
    Taken,

    /// <summary>It was, though its version is lower than that of the one before: the storage was put back to a backup.</summary>
    Restored,

    /// <summary>It was not: its time is before that of the one in hand.</summary>
    Older,

    /// <summary>It was not: it is of another account.</summary>
    Foreign,
}
