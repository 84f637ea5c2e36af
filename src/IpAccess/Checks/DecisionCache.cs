using System.Collections.Concurrent;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Decisions;
using IpAccess.Storage;
using IpAccess.Storage.Caching;
using Microsoft.Extensions.Logging;

namespace IpAccess.Checks;

/// <summary>What decisions need of each account, in memory, never older than docs/checking.md allows.</summary>
internal sealed partial class DecisionCache : IAllowlistWatcher, IDisposable
{
    private readonly AllowlistStore store;
    private readonly DecisionMemory memory;
    private readonly CachePolicy policy;
    private readonly TimeProvider clock;
    private readonly DecisionMeter meter;
    private readonly ILogger<DecisionCache> logger;
    private readonly ConcurrentDictionary<string, bool> told = new(StringComparer.Ordinal);
    private readonly FreshCache<DecisionState> states;
    private readonly MissingVersions missing;

    /// <summary>An empty cache, which hears of each change that this process makes.</summary>
    /// <param name="store">The lists.</param>
    /// <param name="memory">How much memory there is for them.</param>
    /// <param name="caches">Makes the cache.</param>
    /// <param name="policy">How old lists may be whose accounts do not say.</param>
    /// <param name="meter">Counts the readings of lists that find no room.</param>
    /// <param name="logger">Hears of them too.</param>
    public DecisionCache(
        AllowlistStore store,
        DecisionMemory memory,
        FreshCaches caches,
        CachePolicy policy,
        TimeProvider clock,
        DecisionMeter meter,
        ILogger<DecisionCache> logger)
    {
        (this.store, this.memory, this.policy, this.clock, this.meter, this.logger) = (store, memory, policy, clock, meter, logger);
        states = caches.Make<DecisionState>(
            ReadAsync, state => state.Bytes, memory.Bytes, state => state.IsOver(clock.GetUtcNow()), TellNoRoom, LongestStale);
        missing = new(clock);
        store.Watch(this);
    }

    /// <summary>What is needed to decide on an account now; null where there is no such account.</summary>
    public async ValueTask<Cached<DecisionState>?> GetAsync(string account, CancellationToken cancellationToken) =>
        AsOfNow(await states.GetAsync(account, cancellationToken));

    /// <summary>
    /// As the other one, from a list that has a version at least; an earlier one is given only where there is no such version yet,
    /// or, not <see cref="Freshness.Fresh"/>, where that can not be known.
    /// </summary>
    public async ValueTask<Cached<DecisionState>?> GetAsync(string account, long leastVersion, CancellationToken cancellationToken)
    {
        if (missing.IsKnown(account, leastVersion))
        {
            return await GetAsync(account, cancellationToken);
        }

        var found = await states.GetAsync(account, state => state.Newest >= leastVersion, cancellationToken);
        if (found is { Freshness: Freshness.Fresh } && found.Value.Newest < leastVersion)
        {
            missing.Add(account, found.Value.Newest);
        }

        return AsOfNow(found);
    }

    /// <inheritdoc/>
    public async ValueTask ChangedAsync(string account, Allowlist? current, long writtenAt)
    {
        missing.Forget(account);
        if (current is null)
        {
            states.Remove(account);
        }
        else if (states.Peek(account) is not { } known)
        {
            states.MayHaveChanged(account);
        }
        else
        {
            await TakeUpAsync(current, known, writtenAt);
        }
    }

    /// <inheritdoc/>
    public void MayHaveChanged(string account)
    {
        missing.Forget(account);
        states.MayHaveChanged(account);
    }

    public void Dispose()
    {
        states.Dispose();
        missing.Dispose();
    }

    private Cached<DecisionState>? AsOfNow(Cached<DecisionState>? found) =>
        found?.Value.At(clock.GetUtcNow()) is { } now && !ReferenceEquals(now, found.Value) ? found with { Value = now } : found;

    private async Task TakeUpAsync(Allowlist current, DecisionState known, long writtenAt)
    {
        try
        {
            var state = await StateOfAsync(current, known, clock.GetUtcNow());
            states.Put(current.Account, state, writtenAt, other => other.CommittedAt > state.CommittedAt);
        }
        catch (Exception exception) when (exception is InvalidDataException || StorageExceptions.IsUnavailable(exception, CancellationToken.None))
        {
            // What memory holds is known to be wrong now, and must not even stand in for what can not be read.
            states.Remove(current.Account);
        }
    }

    private async Task<DecisionState?> ReadAsync(string account, DecisionState? known)
    {
        var now = clock.GetUtcNow();
        return await store.FindAsync(account, StorageTimeout.ForDecisions, CancellationToken.None) is { } list ? await StateOfAsync(list, known, now) : null;
    }

    private async Task<DecisionState> StateOfAsync(Allowlist list, DecisionState? known, DateTimeOffset readAt)
    {
        if (list.Pending is not { } pending)
        {
            return await PlainStateOfAsync(list, known);
        }

        // Read now, while storage is there: when the time is over it may not be.
        var undone = await store.UndoneAsync(list, pending, StorageTimeout.ForDecisions, CancellationToken.None);
        var before = await PlainStateOfAsync(undone, known);
        if (pending.IsOver(readAt))
        {
            // Nobody confirmed it in its time, and nobody can any more: this holds until the list is read anew, as any other does.
            return before;
        }

        var state = await PlainStateOfAsync(list, known);
        return state with { Undoing = new(pending, before), Bytes = state.Bytes + before.Bytes };
    }

    private static async Task<DecisionState> PlainStateOfAsync(Allowlist list, DecisionState? known)
    {
        var index = known?.IndexOf(list.Root) ?? new RuleIndex(await list.ReadAllAsync(CancellationToken.None));
        return new(
            list.Version, list.CommittedAt, list.Settings, list.Root, index, DecisionMemory.BytesOf(list.RuleCount) + index.ApproximateBytes)
        {
            Newest = list.Newest,
        };
    }

    private TimeSpan LongestStale(DecisionState state) =>
        state.At(clock.GetUtcNow()).Settings.MaxStaleSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : policy.FailSafeFor;

    private void TellNoRoom(string account, DecisionState state)
    {
        meter.Oversized();
        if (told.TryAdd(account, true))
        {
            Log.NoRoom(logger, account, state.Bytes, memory.Bytes);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11, LogLevel.Warning, "The list of account {Account} takes about {ListBytes} bytes, and there are {Bytes} for all lists that decide: where several such lists are in use, checks read them anew each time. Raise IpAccess:Limits:DecisionCacheMegabytes")]
        public static partial void NoRoom(ILogger logger, string account, long listBytes, long bytes);
    }
}
