using Azure.Data.Tables;

namespace IpAccess.Storage;

/// <summary>
/// A table of rows in partitions: the seam between the features and Azure Table storage. What can be expected is a value;
/// faults of storage are exceptions that <see cref="StorageExceptions.IsUnavailable"/> knows.
/// </summary>
internal interface IRowTable
{
    /// <summary>Reads one row.</summary>
    /// <returns>The row with its ETag, or null where there is none.</returns>
    Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken);

    /// <summary>Reads the rows of a range in row key order.</summary>
    /// <param name="range">The row keys wanted.</param>
    /// <param name="columns">The properties wanted, or null for all; row key and ETag always come along.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    IAsyncEnumerable<TableEntity> ReadAsync(
        string partition, RowRange range, IReadOnlyCollection<string>? columns, CancellationToken cancellationToken);

    /// <summary>Applies all changes or none.</summary>
    /// <returns>False where a row to insert exists, or a row to replace or delete is gone or has another ETag.</returns>
    /// <exception cref="ArgumentException">The changes break a limit of <see cref="RowLimits"/>.</exception>
    Task<bool> TryApplyAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken);
}
