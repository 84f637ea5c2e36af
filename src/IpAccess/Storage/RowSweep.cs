using Azure;

namespace IpAccess.Storage;

/// <summary>Deletes many rows of a partition, though others may be deleting them at the same time.</summary>
internal static class RowSweep
{
    /// <summary>Deletes the rows of a range that are not wanted.</summary>
    /// <returns>The number of rows found.</returns>
    public static async Task<int> DeleteAsync(
        IRowTable table, string partition, RowRange range, Predicate<string> isUnwanted, CancellationToken cancellationToken)
    {
        var unwanted = new List<string>();
        await foreach (var row in table.ReadAsync(partition, range, columns: [], cancellationToken))
        {
            if (isUnwanted(row.RowKey))
            {
                unwanted.Add(row.RowKey);
            }
        }

        foreach (var batch in RowLimits.Batch(unwanted.Select(row => RowChange.Delete(row, ETag.All))))
        {
            if (!await table.TryApplyAsync(partition, batch, cancellationToken))
            {
                await DeleteEachAsync(table, partition, batch, cancellationToken);
            }
        }

        return unwanted.Count;
    }

    // Some of the batch are gone already.
    private static async Task DeleteEachAsync(
        IRowTable table, string partition, IReadOnlyList<RowChange> batch, CancellationToken cancellationToken)
    {
        foreach (var change in batch)
        {
            await table.TryApplyAsync(partition, [change], cancellationToken);
        }
    }
}
