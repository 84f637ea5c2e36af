namespace IpAccess.Storage.Caching;

/// <summary>Makes the caches of the service: under one policy, and behind one breaker, since they all read one storage.</summary>
internal sealed class FreshCaches(CachePolicy policy, CircuitBreaker breaker, StorageOutage outage, TimeProvider clock)
{
    private const int ColdReadsAtOnce = 64;
    private static readonly TimeSpan AbsentFor = TimeSpan.FromSeconds(1);

    private readonly CachePolicy ofKeys = policy with
    {
        FailSafeFor = policy.FailSafeFor < CachePolicy.LongestForKeys ? policy.FailSafeFor : CachePolicy.LongestForKeys,
    };

    /// <summary>A cache of values that are read by keys of our own.</summary>
    /// <param name="failSafeFor">Up to which age a value answers where storage does not; null for as long as a key may.</param>
    public FreshCache<T> Make<T>(
        Func<string, T?, Task<T?>> read,
        Func<T, long> weigh,
        long capacity,
        Predicate<T>? isOver = null,
        Action<string, T>? noRoom = null,
        Func<T, TimeSpan>? failSafeFor = null)
        where T : class => new(read, weigh, capacity, ofKeys, breaker, clock)
        {
            Failed = Tell,
            FailSafeFor = failSafeFor,
            IsOver = isOver ?? (_ => false),
            NoRoom = noRoom ?? ((_, _) => { }),
        };

    /// <summary>
    /// A cache of values that anyone may ask for, by any key: it remembers for a second that there is nothing, and bounds the reads
    /// for keys that it does not know.
    /// </summary>
    public FreshCache<T> MakeForStrangers<T>(Func<string, T?, Task<T?>> read, Func<T, long> weigh, long capacity)
        where T : class =>
        new(read, weigh, capacity, ofKeys with { AbsentFor = AbsentFor, ColdReads = ColdReadsAtOnce }, breaker, clock)
        {
            Failed = Tell,
        };

    private void Tell(Exception exception) => outage.Tell("while memory answers", exception);
}
