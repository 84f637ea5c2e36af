namespace IpAccess.Storage.Caching;

/// <summary>How old what memory holds may be (docs/checking.md, "How old an answer may be"). Ages count from the start of the read.</summary>
internal sealed record CachePolicy
{
    /// <summary>The least that <see cref="FailSafeFor"/> can be, in seconds.</summary>
    public const int LeastFailSafeSeconds = 5;

    /// <summary>The most that it can be, in seconds.</summary>
    public const int MostFailSafeSeconds = 86_400;

    /// <summary>
    /// Up to this age a key, and whatever else is not a list, answers where storage does not, however long lists may: who was
    /// thrown out must not stay for a day.
    /// </summary>
    public static TimeSpan LongestForKeys { get; } = TimeSpan.FromSeconds(60);

    /// <summary>From this age on a value is read anew behind its answers (eager refresh).</summary>
    public TimeSpan EagerRefreshAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Up to this age a value answers without being marked.</summary>
    public TimeSpan FreshFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Up to this age a value answers, marked as stale, where storage does not (fail-safe).</summary>
    public TimeSpan FailSafeFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a read may take before memory answers in its place; it goes on behind (soft timeout).</summary>
    public TimeSpan SoftTimeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long it is remembered that there is nothing; zero for not at all.</summary>
    public TimeSpan AbsentFor { get; init; } = TimeSpan.Zero;

    /// <summary>The reads under way for keys that memory does not know, at most; null for any number.</summary>
    public int? ColdReads { get; init; }
}
