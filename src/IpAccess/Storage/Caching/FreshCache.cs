namespace IpAccess.Storage.Caching;

/// <summary>
/// Values of storage kept in memory under the promise of docs/checking.md: re-read when three seconds old, never answering
/// when over five while storage is up, marked stale for at most a minute when it is away. Ages count from the start of the
/// read. One read per key at a time.
/// <code>
/// age    0 s          3 s          5 s                          60 s
///        | answers    | answers,   | waits for the read, 100 ms | not any more
///        |            | re-read    | at most; else answers,     | (on_failure)
///        |            | behind     | marked as stale            |
/// </code>
/// Once a read failed or hung, the <see cref="CircuitBreaker"/> sends all who have an answer to memory at once.
/// </summary>
/// <param name="read">Reads the value of a key, given the one in memory, if any; null where there is none.</param>
/// <param name="weigh">The bytes that a value takes in memory, roughly.</param>
/// <param name="capacity">The bytes that all values may take.</param>
/// <param name="policy">How old they may be.</param>
/// <param name="breaker">Whether storage is worth asking.</param>
internal sealed class FreshCache<T>(
    Func<string, T?, Task<T?>> read, Func<T, long> weigh, long capacity, CachePolicy policy, CircuitBreaker breaker, TimeProvider clock) : IDisposable
    where T : class
{
    private const int AbsentInMemory = 10_000;
    private readonly WeighedCache<Entry> kept = new(capacity);
    private readonly WeighedCache<Absence> absent = new(AbsentInMemory);
    private readonly ColdReads? cold = policy.ColdReads is { } most ? new(most, policy.SoftTimeout) : null;
    private readonly Dictionary<string, Flight> flights = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Whether a value must be read anew whatever its age, since something else than time made it old.</summary>
    public Predicate<T> IsOver { get; init; } = _ => false;

    /// <summary>Up to which age a value answers where storage does not, where it is for each to say; null for what the policy says.</summary>
    public Func<T, TimeSpan>? FailSafeFor { get; init; }

    /// <summary>Hears why a value could not be read anew, where memory answers in its place.</summary>
    public Action<Exception> Failed { get; init; } = _ => { };

    /// <summary>Hears of a value that is larger than memory may be, each time that it was read.</summary>
    public Action<string, T> NoRoom { get; init; } = (_, _) => { };

    /// <summary>The value of a key, or null where it does not exist. A fault of storage is thrown only where memory has nothing.</summary>
    public ValueTask<Cached<T>?> GetAsync(string key, CancellationToken cancellationToken)
    {
        if (kept.Find(key) is not { } entry)
        {
            return IsAbsent(key) ? default : new(WithinBudgetAsync(key, Begin(key, known: null), cancellationToken));
        }

        var age = Age(entry.ReadAt);
        if (age >= policy.FreshFor || entry.MayBeOutdated || IsOver(entry.Value))
        {
            return RereadAsync(key, entry, cancellationToken);
        }

        if (age >= policy.EagerRefreshAfter)
        {
            _ = TryBegin(key, entry);
        }

        return new(new Cached<T>(entry.Value, Freshness.Fresh, age));
    }

    /// <summary>
    /// As the other one, for who knows what the value must be at least: one in memory that is not enough is read anew, and nobody is
    /// answered from it in the meantime. Who asks at the same time shares the read.
    /// </summary>
    /// <returns>A fresh value that is not enough where there is no other yet; a stale one where that can not be known.</returns>
    public async ValueTask<Cached<T>?> GetAsync(string key, Predicate<T> isEnough, CancellationToken cancellationToken)
    {
        var found = await GetAsync(key, cancellationToken);

        // The read that is joined first may have begun before this question, and its cause; the one after it can not have.
        for (var read = 0; read < 2 && found is not null && !isEnough(found.Value); read++)
        {
            found = await AnewAsync(key, cancellationToken);
        }

        return found;
    }

    /// <summary>What memory holds of a key, however old; null for nothing.</summary>
    public T? Peek(string key) => kept.Find(key)?.Value;

    /// <summary>Keeps what this process has just written. A read that is under way may be older, and is not kept.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="writtenAt">The clock's timestamp from before the write: the age counts from there.</param>
    /// <param name="isNewer">Whether what memory holds by now came after this; then it is read anew instead.</param>
    public void Put(string key, T value, long writtenAt, Predicate<T> isNewer)
    {
        lock (gate)
        {
            flights.Remove(key);
            absent.Remove(key);
            if (kept.Find(key) is { } other && isNewer(other.Value))
            {
                other.MayBeOutdated = true;
                return;
            }

            Keep(key, new(value, writtenAt));
        }
    }

    /// <summary>
    /// Notes that this process may have changed the value of a key: it is read anew at the next question, and what memory holds
    /// answers only where that fails. A read that is under way is not kept.
    /// </summary>
    public void MayHaveChanged(string key)
    {
        lock (gate)
        {
            flights.Remove(key);
            absent.Remove(key);
            if (kept.Find(key) is { } entry)
            {
                entry.MayBeOutdated = true;
            }
        }
    }

    /// <summary>Notes that the key has no value any more. A read that is under way is not kept.</summary>
    public void Remove(string key)
    {
        lock (gate)
        {
            flights.Remove(key);
            kept.Remove(key);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        kept.Dispose();
        absent.Dispose();
        cold?.Dispose();
    }

    private bool IsAbsent(string key) => absent.Find(key) is { } absence && Age(absence.ReadAt) < policy.AbsentFor;

    private async ValueTask<Cached<T>?> RereadAsync(string key, Entry entry, CancellationToken cancellationToken)
    {
        // Who asks first after a fault waits no more than the others: the read that finds out is done behind.
        var isWell = breaker.IsClosed && !entry.HasFailed;
        if (TryBegin(key, entry) is not { } flight)
        {
            return FromMemory(entry);
        }

        try
        {
            return Age(entry.ReadAt) > LongestFor(entry)
                ? await WithinBudgetAsync(key, flight, cancellationToken)
                : await FreshAsync(key, flight, cancellationToken)
                    .WaitAsync(isWell ? TimeLeftOf(flight) : TimeSpan.Zero, clock, cancellationToken);
        }
        catch (TimeoutException) when (!flight.Result.IsCompleted)
        {
            // Told once: whether storage hangs for others, too, is for them to find out.
            if (Age(flight.BegunAt) >= policy.SoftTimeout && flight.TryTell())
            {
                breaker.Trip();
            }

            return FromMemory(entry);
        }
        catch (Exception exception) when (StorageExceptions.IsUnavailable(exception, cancellationToken))
        {
            return FromMemory(entry);
        }
    }

    private async ValueTask<Cached<T>?> AnewAsync(string key, CancellationToken cancellationToken)
    {
        if (kept.Find(key) is not { } entry)
        {
            return await WithinBudgetAsync(key, Begin(key, known: null), cancellationToken);
        }

        // A read that ended since this looked at memory is as good as one that it would begin.
        if (Begin(key, entry, () => kept.Find(key) == entry && MayRead(entry)) is not { } flight)
        {
            return kept.Find(key) == entry ? FromMemory(entry) : await GetAsync(key, cancellationToken);
        }

        try
        {
            return await WithinBudgetAsync(key, flight, cancellationToken);
        }
        catch (Exception exception) when (StorageExceptions.IsUnavailable(exception, cancellationToken))
        {
            return FromMemory(entry);
        }
    }

    // Who comes later waits only for what is left: a read that hangs makes nobody wait twice.
    private TimeSpan TimeLeftOf(Flight flight) =>
        policy.SoftTimeout - Age(flight.BegunAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    // Who has nothing in memory waits as for any other operation of storage: for as long as his request may.
    private Task<Cached<T>?> WithinBudgetAsync(string key, Flight flight, CancellationToken cancellationToken) =>
        StorageBudget.SpendCurrentAsync(token => FreshAsync(key, flight, token), cancellationToken);

    private async Task<Cached<T>?> FreshAsync(string key, Flight flight, CancellationToken cancellationToken)
    {
        var now = await flight.Result.WaitAsync(cancellationToken);
        if (now is not null && Age(now.ReadAt) >= policy.FreshFor)
        {
            // It took so long that it is old already: what changed since is quick to read.
            now = await Begin(key, now).Result.WaitAsync(cancellationToken);
        }

        return now is null ? null
            : Age(now.ReadAt) is var age && age < policy.FreshFor ? new(now.Value, Freshness.Fresh, age)
            : FromMemory(now);
    }

    private Cached<T> FromMemory(Entry entry)
    {
        var age = Age(entry.ReadAt);
        return new(entry.Value, age <= LongestFor(entry) ? Freshness.Stale : Freshness.Expired, age);
    }

    private TimeSpan LongestFor(Entry entry) => FailSafeFor?.Invoke(entry.Value) ?? policy.FailSafeFor;

    private TimeSpan Age(long timestamp) => clock.GetElapsedTime(timestamp);

    /// <summary>The read under way, or a new one; null where storage was away a moment ago.</summary>
    private Flight? TryBegin(string key, Entry known) => Begin(key, known, () => MayRead(known));

    private bool MayRead(Entry known) => !IsPausing(known) && breaker.TryPass();

    // One that can not answer any more is read whenever storage is well: nobody is spared by leaving it alone.
    private bool IsPausing(Entry known) =>
        known.HasFailed && Age(known.FailedAt) < CircuitBreaker.Pause && Age(known.ReadAt) <= LongestFor(known);

    private Flight Begin(string key, Entry? known) => Begin(key, known, () => true)!;

    private Flight? Begin(string key, Entry? known, Func<bool> mayBegin)
    {
        Flight mine;
        lock (gate)
        {
            if (flights.TryGetValue(key, out var underWay))
            {
                return underWay;
            }

            if (!mayBegin())
            {
                return null;
            }

            flights[key] = mine = new(clock.GetTimestamp());
        }

        _ = FlyAsync(key, known, mine);
        return mine;
    }

    private async Task FlyAsync(string key, Entry? known, Flight flight)
    {
        // Others wait for this read too: the budget of the request that happens to begin it is not theirs.
        StorageBudget.Leave();
        var reading = ReadEntryAsync(key, known?.Value, flight);
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Tell(reading, known, flight);
        lock (gate)
        {
            // A read that was given up meanwhile may be older than the write for whose sake it was.
            if (flights.GetValueOrDefault(key) == flight)
            {
                flights.Remove(key);
                Keep(key, reading, flight.BegunAt);
            }
        }

        flight.End(reading);
    }

    private async Task<Entry?> ReadEntryAsync(string key, T? known, Flight flight)
    {
        var value = known is null && cold is not null
            ? await cold.RunAsync(AskAsync)
            : await AskAsync();
        return value is null ? null : new(value, flight.BegunAt);

        Task<T?> AskAsync()
        {
            flight.HasAsked = true;
            return read(key, known);
        }
    }

    private void Tell(Task<Entry?> reading, Entry? known, Flight flight)
    {
        if (reading.IsCompletedSuccessfully)
        {
            breaker.Reset();
        }
        else if (!flight.HasAsked)
        {
            // There was no place to read: that says nothing about storage.
        }
        else if (reading.Exception?.InnerException is not { } exception || StorageExceptions.IsUnavailable(exception, CancellationToken.None))
        {
            breaker.Trip();
            if (known is not null)
            {
                known.Fail(clock.GetTimestamp());
                Failed(reading.Exception?.InnerException ?? new TimeoutException("The read was given up."));
            }
        }
    }

    private void Keep(string key, Task<Entry?> reading, long begunAt)
    {
        if (!reading.IsCompletedSuccessfully)
        {
            return;
        }

        if (reading.Result is { } entry)
        {
            absent.Remove(key);
            Keep(key, entry);
            return;
        }

        kept.Remove(key);
        if (policy.AbsentFor > TimeSpan.Zero)
        {
            absent.Put(key, new(begunAt), bytes: 1);
        }
    }

    private void Keep(string key, Entry entry)
    {
        if (!kept.Put(key, entry, weigh(entry.Value)))
        {
            NoRoom(key, entry.Value);
        }
    }

    private sealed record Absence(long ReadAt);

    private sealed class Entry(T value, long readAt)
    {
        private volatile bool mayBeOutdated;
        private long failedAt;

        public T Value => value;

        public long ReadAt => readAt;

        /// <summary>Whether reading it anew failed: the breaker may be closed by what others read since.</summary>
        public bool HasFailed => FailedAt != 0;

        public long FailedAt => Volatile.Read(ref failedAt);

        public bool MayBeOutdated
        {
            get => mayBeOutdated;
            set => mayBeOutdated = value;
        }

        public void Fail(long timestamp) => Volatile.Write(ref failedAt, Math.Max(timestamp, 1));
    }

    /// <summary>One read under way, which all who ask meanwhile wait for.</summary>
    private sealed class Flight(long begunAt)
    {
        private readonly TaskCompletionSource<Entry?> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool isTold;

        public long BegunAt => begunAt;

        public Task<Entry?> Result => end.Task;

        /// <summary>Whether storage was asked, for which there may have been no place.</summary>
        public bool HasAsked { get; set; }

        /// <summary>Whether this is the first to tell that it hangs.</summary>
        public bool TryTell() => !Interlocked.Exchange(ref isTold, true);

        public void End(Task<Entry?> reading)
        {
            end.SetFromTask(reading);

            // Nobody may be waiting: a fault that is seen by nobody must not be reported as one.
            _ = end.Task.Exception;
        }
    }
}
