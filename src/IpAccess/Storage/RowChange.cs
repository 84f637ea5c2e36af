using Azure;
using Azure.Data.Tables;

namespace IpAccess.Storage;

/// <summary>One change of a transaction.</summary>
/// <param name="Kind">What is done to the row.</param>
/// <param name="Row">The row; for a deletion only its key is read.</param>
/// <param name="IfMatch">The ETag that the row must have to be replaced or deleted; <see cref="ETag.All"/> for any.</param>
internal sealed record RowChange(RowChangeKind Kind, TableEntity Row, ETag IfMatch)
{
    /// <summary>Adds a row that must not exist.</summary>
    public static RowChange Insert(TableEntity row) => new(RowChangeKind.Insert, row, default);

    /// <summary>Writes a row whether it exists or not.</summary>
    public static RowChange Put(TableEntity row) => new(RowChangeKind.Put, row, default);

    /// <summary>Replaces a row that must exist and have this ETag.</summary>
    public static RowChange Replace(TableEntity row, ETag ifMatch) => new(RowChangeKind.Replace, row, ifMatch);

    /// <summary>Deletes a row that must exist and have this ETag.</summary>
    public static RowChange Delete(string row, ETag ifMatch) =>
        new(RowChangeKind.Delete, new TableEntity { RowKey = row }, ifMatch);
}

/// <summary>What a <see cref="RowChange"/> does.</summary>
internal enum RowChangeKind
{
    /// <summary>Adds a row that must not exist.</summary>
    Insert,

    /// <summary>Writes a row whether it exists or not.</summary>
    Put,

    /// <summary>Replaces a row that must exist.</summary>
    Replace,

    /// <summary>Deletes a row that must exist.</summary>
    Delete,
}
