using Azure.Data.Tables;

namespace IpAccess.Storage;

/// <summary>Changes of one row whose answer may get lost.</summary>
internal static class LostAnswers
{
    /// <summary>Makes a change, by this call or by a try of it whose answer was lost: a row that is as wanted is success.</summary>
    /// <returns>False where the row is not as wanted, and was not as the change needed it.</returns>
    public static async Task<bool> TryMakeAsync(
        this IRowTable table, string partition, RowChange change, CancellationToken cancellationToken)
    {
        try
        {
            if (await table.TryApplyAsync(partition, [change], cancellationToken))
            {
                return true;
            }
        }
        catch (Exception fault) when (StorageFaults.IsUnavailable(fault, cancellationToken))
        {
            // Not made, it may still come: only the caller can decide to try again.
            if (!await IsMadeAsync(table, partition, change, cancellationToken))
            {
                throw;
            }

            return true;
        }

        return await IsMadeAsync(table, partition, change, cancellationToken);
    }

    private static async Task<bool> IsMadeAsync(
        IRowTable table, string partition, RowChange change, CancellationToken cancellationToken)
    {
        var found = await table.FindAsync(partition, change.Row.RowKey, cancellationToken);
        return change.Kind == RowChangeKind.Delete ? found is null : found is not null && IsAlike(found, change.Row);
    }

    // Storage keeps no nulls.
    private static bool IsAlike(TableEntity found, TableEntity wanted) =>
        found.Keys.Union(wanted.Keys).Where(IsOurs).All(name => IsAlike(found[name], wanted[name]));

    private static bool IsAlike(object? found, object? wanted) =>
        found is byte[] some && wanted is byte[] others ? some.AsSpan().SequenceEqual(others) : Equals(found, wanted);

    private static bool IsOurs(string name) =>
        name is not ("odata.etag" or nameof(TableEntity.PartitionKey) or nameof(TableEntity.RowKey) or nameof(TableEntity.Timestamp));
}
