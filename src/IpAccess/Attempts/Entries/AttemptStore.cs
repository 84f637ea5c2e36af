using System.Security.Cryptography;
using Azure.Data.Tables;
using IpAccess.Networks;
using IpAccess.Storage;

namespace IpAccess.Attempts.Entries;

/// <summary>The attempts of every account. A message counts once, however often it is recorded.</summary>
internal sealed class AttemptStore(ITables tables, TimeProvider clock)
{
    private const int MostTries = 30;
    private const int PauseMilliseconds = 50;
    private readonly IRowTable table = tables.Open(TableNames.Attempts, StorageTimeout.ForOperations);
    private readonly KeyedLock locks = new();

    /// <summary>How long attempts are kept after the latest of their entry.</summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long attempts are still taken in, until maintenance comes for them: a little longer, so that what was young enough when it
    /// was reported is taken in though its message waited.
    /// </summary>
    public static TimeSpan TakenFor { get; } = KeptFor + TimeSpan.FromHours(1);

    /// <summary>
    /// Records the attempts of a message: one transaction for each partition, with a row for the message in it. Where this
    /// fails half-way, recording the same message again does the rest.
    /// </summary>
    /// <exception cref="TimeoutException">
    /// Others wrote to the same partition all the time; or the message came too late: who tries it again is told by its reader.
    /// </exception>
    public Task RecordAsync(AttemptMessage message, CancellationToken cancellationToken)
    {
        // The row that makes a message count once may be gone already.
        var oldest = (clock.GetUtcNow() - TakenFor).ToUnixTimeSeconds();
        if (message.Attempts.Any(attempt => attempt.LastAt < oldest))
        {
            throw new TimeoutException($"Attempts of message {message.Id} are too old by now.");
        }

        var row = AttemptRows.Message(message);
        return Task.WhenAll(message.Attempts
            .GroupBy(attempt => attempt.Key, (_, same) => same.Aggregate((all, next) => all.With(next)))
            .GroupBy(attempt => AttemptRows.PartitionOf(message.Account, attempt.Key.Client))
            .Select(shard => RecordShardAsync(shard.Key, row, [.. shard], cancellationToken)));
    }

    /// <summary>Whether an address ever tried to come in, as far as is known.</summary>
    public async Task<bool> KnowsAsync(string account, Address client, CancellationToken cancellationToken) =>
        await table.ReadAsync(
            AttemptRows.PartitionOf(account, client), AttemptRows.EntriesOf(client) with { Wanted = 1 }, columns: [], cancellationToken)
            .AnyAsync(cancellationToken);

    /// <summary>The entries of an account, newest first, from all its partitions at once.</summary>
    /// <param name="since">Entries whose latest attempt is older (Unix seconds) are left out; null for all.</param>
    /// <param name="after">The position to begin after; null for the newest.</param>
    /// <param name="wanted">How many entries the reader will want.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IAsyncEnumerable<TableEntity> ReadAsync(
        string account, long? since, string? after, int wanted, CancellationToken cancellationToken)
    {
        var range = AttemptRows.RecentSince(since, after) with { Wanted = wanted };
        return MergedRows.Of(
            AttemptRows.Partitions(account).Select(partition => table.ReadAsync(partition, range, columns: null, cancellationToken)),
            cancellationToken);
    }

    private async Task RecordShardAsync(
        string partition, string message, IReadOnlyList<Attempt> attempts, CancellationToken cancellationToken)
    {
        using var held = await locks.AcquireAsync(partition, cancellationToken);
        for (var tries = 1; ; tries++)
        {
            var known = await Task.WhenAll(
                attempts.Select(attempt => table.FindAsync(partition, AttemptRows.Entry(attempt.Key), cancellationToken)));
            RowChange[] changes =
            [
                RowChange.Insert(new() { RowKey = message }),
                .. attempts.Zip(known).SelectMany(pair => Put(pair.First, pair.Second)),
            ];
            if (await table.TryApplyAsync(partition, changes, cancellationToken)
                || await table.FindAsync(partition, message, cancellationToken) is not null)
            {
                return;
            }

            if (tries == MostTries)
            {
                throw new TimeoutException($"Others wrote to the attempts of {partition} all the time.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(PauseMilliseconds)), clock, cancellationToken);
        }
    }

    private static IEnumerable<RowChange> Put(Attempt attempt, TableEntity? known)
    {
        var entry = AttemptRows.Entry(attempt.Key);
        if (known is null)
        {
            return
            [
                RowChange.Insert(AttemptRows.Write(attempt, entry)),
                RowChange.Insert(AttemptRows.Write(attempt, AttemptRows.RecentOf(attempt))),
            ];
        }

        var before = AttemptRows.Read(known);
        var after = before.With(attempt);
        var replace = RowChange.Replace(AttemptRows.Write(after, entry), known.ETag);
        var recent = RowChange.Put(AttemptRows.Write(after, AttemptRows.RecentOf(after)));
        return after.LastAt == before.LastAt
            ? [replace, recent]
            : [replace, recent, RowChange.Delete(AttemptRows.RecentOf(before), Azure.ETag.All)];
    }
}
