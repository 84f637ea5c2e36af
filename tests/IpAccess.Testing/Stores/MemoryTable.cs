using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using IpAccess.Storage;

namespace IpAccess.Testing.Stores;

/// <summary>A table in memory, with the promises of the real one.</summary>
internal sealed class MemoryTable : IRowTable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SortedDictionary<string, TableEntity>> partitions = new(StringComparer.Ordinal);
    private long writes;

    /// <inheritdoc/>
    public Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            return Task.FromResult(Partition(partition).TryGetValue(row, out var found) ? Copy(found) : null);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TableEntity> ReadAsync(
        string partition,
        RowRange range,
        IReadOnlyCollection<string>? columns,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var row in Select(partition, range))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.CompletedTask;
            yield return columns is null ? row : Project(row, columns);
        }
    }

    /// <inheritdoc/>
    public Task<bool> TryApplyAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
    {
        RowLimits.Check(changes);
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var rows = Partition(partition);
            if (!changes.All(change => IsPossible(rows, change)))
            {
                return Task.FromResult(false);
            }

            foreach (var change in changes)
            {
                Apply(rows, partition, change);
            }

            return Task.FromResult(true);
        }
    }

    private static bool IsPossible(SortedDictionary<string, TableEntity> rows, RowChange change)
    {
        var exists = rows.TryGetValue(change.Row.RowKey, out var row);
        return change.Kind switch
        {
            RowChangeKind.Insert => !exists,
            RowChangeKind.Put => true,
            _ => exists && (change.IfMatch == ETag.All || change.IfMatch == row!.ETag),
        };
    }

    private static TableEntity Project(TableEntity row, IReadOnlyCollection<string> columns)
    {
        var projected = new TableEntity(row.PartitionKey, row.RowKey) { ETag = row.ETag };
        foreach (var column in columns.Where(row.ContainsKey))
        {
            projected[column] = row[column];
        }

        return projected;
    }

    private static TableEntity Copy(TableEntity row) => new(row) { ETag = row.ETag };

    private void Apply(SortedDictionary<string, TableEntity> rows, string partition, RowChange change)
    {
        if (change.Kind == RowChangeKind.Delete)
        {
            rows.Remove(change.Row.RowKey);
            return;
        }

        rows[change.Row.RowKey] = new TableEntity(change.Row)
        {
            PartitionKey = partition,
            ETag = new ETag(string.Create(CultureInfo.InvariantCulture, $"W/\"{++writes}\"")),
        };
    }

    private List<TableEntity> Select(string partition, RowRange range)
    {
        lock (gate)
        {
            return [.. Partition(partition)
                .Where(row => string.CompareOrdinal(row.Key, range.From) >= 0 && string.CompareOrdinal(row.Key, range.To) < 0)
                .Select(row => Copy(row.Value))];
        }
    }

    private SortedDictionary<string, TableEntity> Partition(string partition)
    {
        if (!partitions.TryGetValue(partition, out var rows))
        {
            partitions[partition] = rows = new(StringComparer.Ordinal);
        }

        return rows;
    }
}
