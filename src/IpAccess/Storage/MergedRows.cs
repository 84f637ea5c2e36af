using System.Runtime.CompilerServices;
using Azure.Data.Tables;

namespace IpAccess.Storage;

/// <summary>Readings of several partitions as one.</summary>
internal static class MergedRows
{
    /// <summary>The rows of all readings in the order of their row keys. All readings begin at once.</summary>
    /// <param name="readings">Each in row key order.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async IAsyncEnumerable<TableEntity> Of(
        IEnumerable<IAsyncEnumerable<TableEntity>> readings,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = readings.Select(reading => reading.GetAsyncEnumerator(cancellationToken)).ToList();
        try
        {
            var next = new PriorityQueue<IAsyncEnumerator<TableEntity>, string>(StringComparer.Ordinal);
            // The first rows are awaited together: one after the other they would take as long as all partitions do.
            var begun = await Task.WhenAll(open.Select(reading => reading.MoveNextAsync().AsTask()));
            foreach (var (reading, _) in open.Zip(begun).Where(pair => pair.Second))
            {
                next.Enqueue(reading, reading.Current.RowKey);
            }

            while (next.TryDequeue(out var reading, out _))
            {
                yield return reading.Current;
                if (await reading.MoveNextAsync())
                {
                    next.Enqueue(reading, reading.Current.RowKey);
                }
            }
        }
        finally
        {
            foreach (var reading in open)
            {
                await reading.DisposeAsync();
            }
        }
    }
}
