using Microsoft.Extensions.Caching.Memory;

namespace IpAccess.Storage;

/// <summary>How far a value from memory can be trusted.</summary>
internal enum Freshness
{
    /// <summary>Read at most five seconds ago.</summary>
    Fresh,

    /// <summary>Storage is away, and the value was read at most a minute ago: it may still answer, marked as stale.</summary>
    Stale,

    /// <summary>Storage is away, and the value is over a minute old: it must not decide any more.</summary>
    Expired,
}

/// <summary>A value from memory.</summary>
/// <param name="Value">The value.</param>
/// <param name="Freshness">How far it can be trusted.</param>
/// <param name="Age">How long ago its reading began.</param>
internal sealed record Cached<T>(T Value, Freshness Freshness, TimeSpan Age);

/// <summary>
/// Values of storage kept in memory under the promise of contract section 5: re-read when three seconds old, never answering
/// when over five while storage is up, marked stale for at most a minute when it is away. Ages count from the start of the
/// read. One read per key at a time. What does not exist is not kept.
/// </summary>
/// <param name="read">Reads the value of a key, given the one in memory, if any; null where there is none.</param>
/// <param name="weigh">The bytes that a value takes in memory, roughly.</param>
/// <param name="capacity">The bytes that all values may take.</param>
/// <param name="clock">The time.</param>
internal sealed class FreshCache<T>(
    Func<string, T?, Task<T?>> read, Func<T, long> weigh, long capacity, TimeProvider clock) : IDisposable
    where T : class
{
    private static readonly TimeSpan RefreshDue = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FreshUntil = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StaleUntil = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = capacity });
    private readonly Dictionary<string, TaskCompletionSource<Entry?>> reads = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>The value of a key, or null where it does not exist. A fault of storage is thrown only where memory has nothing.</summary>
    public async ValueTask<Cached<T>?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var entry = kept.Get<Entry>(key);
        if (entry is not null && Age(entry.ReadAt) is var age && age < FreshUntil)
        {
            if (age >= RefreshDue && !IsPausing(entry))
            {
                _ = Read(key, entry);
            }

            return new(entry.Value, Freshness.Fresh, age);
        }

        return entry is not null && IsPausing(entry)
            ? FromMemory(entry)
            : await ReadNowAsync(key, entry, cancellationToken);
    }

    /// <summary>Forgets the value of a key: the next question is answered from storage, and a read under way is not kept.</summary>
    public void Forget(string key)
    {
        lock (gate)
        {
            reads.Remove(key);
            kept.Remove(key);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => kept.Dispose();

    private async Task<Cached<T>?> ReadNowAsync(string key, Entry? entry, CancellationToken cancellationToken)
    {
        try
        {
            var now = await Read(key, entry).WaitAsync(cancellationToken);
            if (now is not null && Age(now.ReadAt) >= FreshUntil)
            {
                // It took so long that it is old already: what changed since is quick to read.
                now = await Read(key, now).WaitAsync(cancellationToken);
            }

            return now is null ? null : FromStorage(now);
        }
        catch (Exception fault) when (entry is not null && StorageFaults.IsUnavailable(fault, cancellationToken))
        {
            return FromMemory(entry);
        }
    }

    private Cached<T> FromStorage(Entry entry) =>
        Age(entry.ReadAt) is var age && age < FreshUntil ? new(entry.Value, Freshness.Fresh, age) : FromMemory(entry);

    private Cached<T> FromMemory(Entry entry)
    {
        var age = Age(entry.ReadAt);
        return new(entry.Value, age <= StaleUntil ? Freshness.Stale : Freshness.Expired, age);
    }

    private TimeSpan Age(long timestamp) => clock.GetElapsedTime(timestamp);

    private bool IsPausing(Entry entry) =>
        Volatile.Read(ref entry.FailedAt) is var failedAt and not 0 && Age(failedAt) < PauseAfterFault;

    private Task<Entry?> Read(string key, Entry? known)
    {
        TaskCompletionSource<Entry?> mine;
        lock (gate)
        {
            if (reads.TryGetValue(key, out var underWay))
            {
                return underWay.Task;
            }

            reads[key] = mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _ = ReadOnceAsync(key, known, mine);
        return mine.Task;
    }

    private async Task ReadOnceAsync(string key, Entry? known, TaskCompletionSource<Entry?> flight)
    {
        var reading = ReadEntryAsync(key, known?.Value);
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (known is not null && !reading.IsCompletedSuccessfully)
        {
            Volatile.Write(ref known.FailedAt, clock.GetTimestamp());
        }

        lock (gate)
        {
            // A read that was forgotten meanwhile may be older than the write that made it be forgotten.
            if (reads.GetValueOrDefault(key) == flight)
            {
                reads.Remove(key);
                Keep(key, reading);
            }
        }

        flight.SetFromTask(reading);
        _ = flight.Task.Exception;
    }

    private async Task<Entry?> ReadEntryAsync(string key, T? known)
    {
        var start = clock.GetTimestamp();
        return await read(key, known) is { } value ? new(value, start) : null;
    }

    private void Keep(string key, Task<Entry?> reading)
    {
        if (!reading.IsCompletedSuccessfully)
        {
            return;
        }

        if (reading.Result is { } entry)
        {
            kept.Set(key, entry, new MemoryCacheEntryOptions { Size = weigh(entry.Value) });
        }
        else
        {
            kept.Remove(key);
        }
    }

    private sealed class Entry(T value, long readAt)
    {
        public long FailedAt;

        public T Value { get; } = value;

        public long ReadAt { get; } = readAt;
    }
}
