using IpAccess.Storage;

namespace IpAccess.Allowlists.Versions;

/// <summary>Reads versions of lists that are not in force any more, while they may be let go of.</summary>
internal sealed class VersionHistory(ITables tables, AllowlistStore store)
{
    private readonly IRowTable table = tables.Open(TableNames.Allowlists, StorageTimeout.ForOperations);

    /// <summary>The versions kept of a list, newest first, without their rules.</summary>
    /// <param name="current">The newest version.</param>
    /// <param name="below">Begins below this version; null for the newest.</param>
    /// <param name="wanted">How many the reader will want.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IAsyncEnumerable<ListState> ListAsync(Allowlist current, long? below, int wanted, CancellationToken cancellationToken)
    {
        var range = RowKeys.VersionsBetween(current.OldestVersion, below ?? current.Version + 1) with { Wanted = wanted };
        return table.ReadAsync(current.Account, range, columns: null, cancellationToken).Select(ListState.Read);
    }

    /// <summary>Reads something of two versions, or of one and the same twice.</summary>
    /// <param name="current">The newest version.</param>
    /// <param name="versions">The versions.</param>
    /// <param name="read">Reads it, given the two.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>What was read; null where one of them is not kept any more, also where it went while it was read.</returns>
    public async Task<T?> ReadAsync<T>(
        Allowlist current, (long One, long Other) versions, Func<Allowlist, Allowlist, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        if (await FindAsync(current, versions, cancellationToken) is not var (one, other))
        {
            return null;
        }

        try
        {
            return await read(one, other);
        }
        catch (InvalidDataException)
        {
            // The oldest version kept may have been raised since.
            if (await store.FindAsync(current.Account, StorageTimeout.ForOperations, cancellationToken) is not { } now
                || await FindAsync(now, versions, cancellationToken) is null)
            {
                return null;
            }

            throw;
        }
    }

    private async Task<(Allowlist One, Allowlist Other)?> FindAsync(
        Allowlist current, (long One, long Other) versions, CancellationToken cancellationToken) =>
        await store.FindVersionAsync(current, versions.One, cancellationToken) is { } one
        && await store.FindVersionAsync(current, versions.Other, cancellationToken) is { } other
            ? (one, other)
            : null;
}
