using IpAccess.Attempts.Entries;

namespace IpAccess.Attempts.Queue;

/// <summary>Which times attempts may have, in Unix seconds.</summary>
/// <param name="Oldest">The earliest: older ones are not kept.</param>
internal readonly record struct TimeBounds(long Oldest, long Latest)
{
    // Clocks of producers may run ahead of ours.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>What a report may say that comes at this time.</summary>
    public static TimeBounds OfReport(DateTimeOffset now) => Between(now - AttemptStore.KeptFor, now);

    /// <summary>What a message may say that is taken in at this time.</summary>
    /// <param name="now">The time.</param>
    /// <param name="sentAt">
    /// When storage got the message, if known: where our clock is behind, no attempt of before is ahead.
    /// </param>
    public static TimeBounds OfMessage(DateTimeOffset now, DateTimeOffset? sentAt) =>
        Between(now - AttemptStore.TakenFor, sentAt > now ? sentAt.Value : now);

    private static TimeBounds Between(DateTimeOffset oldest, DateTimeOffset now) =>
        new(oldest.ToUnixTimeSeconds(), (now + Ahead).ToUnixTimeSeconds());
}
