namespace IpAccess.Storage.Caching;

/// <summary>
/// Whether storage is worth asking by those who have an answer in memory: one for the whole of storage, since what fails for one
/// account fails for all. One fault or one read that hangs opens it; then one read at a time is let through now and then, and
/// the first that succeeds closes it.
/// </summary>
internal sealed class CircuitBreaker(TimeProvider clock)
{
    private const long Closed = 0;
    private long tripped = Closed;

    /// <summary>How long storage is left alone after a fault.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether the last that is known of storage is that it answered.</summary>
    public bool IsClosed => Volatile.Read(ref tripped) == Closed;

    /// <summary>Whether to read now; where storage was away a moment ago, for one caller only each half second.</summary>
    public bool TryPass()
    {
        // Of those who come at the same time, the exchange lets one through: it alone sees the time that it read before.
        var since = Volatile.Read(ref tripped);
        return since == Closed
            || (clock.GetElapsedTime(since) >= Pause && Interlocked.CompareExchange(ref tripped, Now(), since) == since);
    }

    /// <summary>Notes that a read failed, or hangs.</summary>
    public void Trip() => Volatile.Write(ref tripped, Now());

    /// <summary>Notes that a read succeeded.</summary>
    public void Reset() => Volatile.Write(ref tripped, Closed);

    private long Now() => Math.Max(clock.GetTimestamp(), Closed + 1);
}
