using Azure.Data.Tables;

namespace IpAccess.Storage;

/// <summary>
/// Deletes many rows of a partition, though others may be deleting them, or writing, at the same time: it lists a batch, asks
/// whether it may go on, and deletes with the ETags listed. What was written or written anew since it was listed stays.
/// </summary>
internal static class RowSweep
{
    /// <summary>Deletes the rows of a range that are not wanted.</summary>
    /// <returns>The number of rows found.</returns>
    public static Task<int> DeleteAsync(
        IRowTable table, string partition, RowRange range, Predicate<string> isUnwanted, CancellationToken cancellationToken) =>
        DeleteWhileAsync(_ => Task.FromResult(true), table, partition, range, isUnwanted, cancellationToken);

    /// <summary>Deletes the rows of a range that are not wanted, as long as that is still right.</summary>
    /// <param name="isStillRight">Asked of each batch, after it was listed and before it is deleted.</param>
    /// <param name="range">The row keys looked at.</param>
    /// <param name="isUnwanted">Which row keys go.</param>
    /// <param name="cancellationToken">Stops it; what was not done is done next time.</param>
    /// <returns>The number of rows found.</returns>
    public static async Task<int> DeleteWhileAsync(
        Func<CancellationToken, Task<bool>> isStillRight,
        IRowTable table,
        string partition,
        RowRange range,
        Predicate<string> isUnwanted,
        CancellationToken cancellationToken)
    {
        var found = 0;
        var batches = table.ReadAsync(partition, range, columns: [], cancellationToken)
            .Where(row => isUnwanted(row.RowKey))
            .Chunk(RowLimits.Changes);
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            found += batch.Length;
            if (!await isStillRight(cancellationToken))
            {
                break;
            }

            await DeleteAsync(table, partition, batch, cancellationToken);
        }

        return found;
    }

    private static async Task DeleteAsync(
        IRowTable table, string partition, TableEntity[] batch, CancellationToken cancellationToken)
    {
        var changes = Array.ConvertAll(batch, row => RowChange.Delete(row.RowKey, row.ETag));
        if (await table.TryApplyAsync(partition, changes, cancellationToken))
        {
            return;
        }

        // Some of the batch are gone already, or others now.
        foreach (var change in changes)
        {
            await table.TryApplyAsync(partition, [change], cancellationToken);
        }
    }
}
