using IpAccess.Snapshots;

namespace IpAccess.AspNetCore.Snapshots;

/// <summary>
/// A snapshot in hand, and how old it is. Two clocks tell: the monotonic one, which nobody sets but which stands still while a
/// machine is suspended, and the wall clock, which goes on but can be set. Neither is trusted to make the snapshot younger.
/// </summary>
internal sealed class Held
{
    /// <summary>How far the two clocks may be apart before that counts as a jump.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    private readonly TimeProvider clock;
    private readonly long readAt;
    private readonly DateTimeOffset wallAt;
    private int isJumpTold;

    /// <summary>A snapshot that was asked for, or read from its file, at this time.</summary>
    /// <param name="readAt">When the question for it began, by the monotonic clock.</param>
    /// <param name="wallAt">The same time by the wall clock.</param>
    /// <param name="ageThen">How old it was then at least.</param>
    public Held(Snapshot snapshot, long asOf, TimeProvider clock, long readAt, DateTimeOffset wallAt, TimeSpan ageThen)
    {
        (Snapshot, AsOf, this.clock, this.readAt, this.wallAt, AgeThen) = (snapshot, asOf, clock, readAt, wallAt, ageThen);
    }

    /// <summary>What decides.</summary>
    public Snapshot Snapshot { get; }

    /// <summary>When the service last said that it holds, in Unix milliseconds of the service's clock.</summary>
    public long AsOf { get; }

    /// <summary>How old it was when it was asked for: 0 for the service's own answer, more for one from a file.</summary>
    public TimeSpan AgeThen { get; }

    /// <summary>Its age, and what is known of it.</summary>
    public Age Age
    {
        get
        {
            var watched = clock.GetElapsedTime(readAt);
            var drift = clock.GetUtcNow() - wallAt - watched;
            return new(AgeThen, watched, drift);
        }
    }

    /// <summary>The time of the service at some age of this, in Unix seconds.</summary>
    public long ServiceTime(in Age age) => (AsOf + (long)age.Total.TotalMilliseconds) / 1000;

    /// <summary>Whether nobody has told yet that the clock jumped while this was in hand; true once.</summary>
    public bool TellsJump() => Interlocked.Exchange(ref isJumpTold, 1) == 0;

    /// <summary>The same as the service confirmed it at a later time.</summary>
    public Held Confirmed(long asOf, long askedAt, DateTimeOffset wall, TimeSpan ageThen) =>
        new(Snapshot, Math.Max(asOf, AsOf), clock, askedAt, wall, ageThen);
}
