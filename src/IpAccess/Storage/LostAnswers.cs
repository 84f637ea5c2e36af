using Azure.Data.Tables;

namespace IpAccess.Storage;

/// <summary>Changes whose answer may get lost: what was made is success, whichever try of it was the one.</summary>
internal static class LostAnswers
{
    /// <summary>Applies all changes or none; where the answer does not tell, a look at what they make does.</summary>
    /// <param name="table">The table.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="isMade">Looks whether they are made.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether they are applied, by this call or by a try of it whose answer was lost.</returns>
    public static async Task<bool> TryApplyAsync(
        this IRowTable table, string partition, IReadOnlyList<RowChange> changes, Func<Task<bool>> isMade, CancellationToken cancellationToken)
    {
        try
        {
            if (await table.TryApplyAsync(partition, changes, cancellationToken))
            {
                return true;
            }
        }
        catch (Exception exception) when (StorageExceptions.IsUnavailable(exception, cancellationToken))
        {
            // Not made, it may still come: only the caller can decide to try again.
            if (!await isMade())
            {
                throw;
            }

            return true;
        }

        return await isMade();
    }

    /// <summary>Applies all changes or none; where the answer does not tell, a row does that is there if, and only if, they were applied.</summary>
    /// <param name="table">The table.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="proof">The key of that row.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether they are applied, by this call or by a try of it whose answer was lost.</returns>
    public static Task<bool> TryApplyAsync(
        this IRowTable table, string partition, IReadOnlyList<RowChange> changes, string proof, CancellationToken cancellationToken) =>
        table.TryApplyAsync(
            partition, changes, async () => await table.FindAsync(partition, proof, cancellationToken) is not null, cancellationToken);

    /// <summary>Makes a change of one row: a row that is as wanted is success.</summary>
    /// <returns>False where the row is not as wanted, and was not as the change needed it.</returns>
    public static Task<bool> TryMakeAsync(
        this IRowTable table, string partition, RowChange change, CancellationToken cancellationToken) =>
        table.TryApplyAsync(partition, [change], () => IsMadeAsync(table, partition, change, cancellationToken), cancellationToken);

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
