using Azure;
using IpAccess.Storage;

namespace IpAccess.Attempts.Entries;

/// <summary>
/// Lets go of attempts that are not kept any more. It may run twice at once, or be killed at any moment: what was not done is
/// done next time.
/// </summary>
internal sealed class AttemptRetention(ITables tables, TimeProvider clock)
{
    // Each entry has two rows.
    private const int EntriesOfTransaction = RowLimits.Changes / 2;

    // Who found an attempt young enough may be slow to write it, and clocks differ: that must not count a message anew.
    private static readonly TimeSpan MessagesKeptFor = AttemptStore.KeptFor + TimeSpan.FromDays(1);
    private readonly IRowTable table = tables.Open(TableNames.Attempts, StorageTimeout.ForOperations);

    /// <summary>Deletes the entries whose latest attempt is too old, and the messages that can not count again.</summary>
    public async Task RetainAsync(string account, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var oldest = (now - AttemptStore.KeptFor).ToUnixTimeSeconds();
        var messages = AttemptRows.MessagesBefore((now - MessagesKeptFor).ToUnixTimeSeconds());
        foreach (var partition in AttemptRows.Partitions(account))
        {
            var old = table.ReadAsync(partition, AttemptRows.RecentBefore(oldest), columns: [], cancellationToken);
            await foreach (var rows in old.Chunk(EntriesOfTransaction).WithCancellation(cancellationToken))
            {
                await DeleteAsync(partition, [.. rows.Select(row => (row.RowKey, row.ETag))], cancellationToken);
            }

            await RowSweep.DeleteAsync(table, partition, messages, _ => true, cancellationToken);
        }
    }

    // An attempt that came meanwhile moved the row by time, or gave it another ETag: then its entry stays.
    private async Task DeleteAsync(
        string partition, IReadOnlyList<(string Recent, ETag IfMatch)> old, CancellationToken cancellationToken)
    {
        var changes = old.SelectMany(row => new[]
        {
            RowChange.Delete(row.Recent, row.IfMatch),
            RowChange.Delete(AttemptRows.EntryOf(row.Recent), ETag.All),
        });
        if (!await table.TryApplyAsync(partition, [.. changes], cancellationToken) && old.Count > 1)
        {
            foreach (var row in old)
            {
                await DeleteAsync(partition, [row], cancellationToken);
            }
        }
    }
}
