using IpAccess.Keys;
using IpAccess.Storage;

namespace IpAccess.Accounts.Transfer;

/// <summary>The keys of accounts that are being imported: there, and dead until their account is.</summary>
internal sealed class ImportedKeys(ITables tables, KeyStore keys)
{
    private readonly IRowTable rows = tables.Open(TableNames.Allowlists, StorageTimeout.ForOperations);
    private readonly IRowTable owners = tables.Open(TableNames.Keys, StorageTimeout.ForOperations);

    /// <summary>The first id of these that is another account's; null for none.</summary>
    public async Task<string?> FindTakenAsync(IEnumerable<ApiKey> imported, CancellationToken cancellationToken)
    {
        foreach (var key in imported)
        {
            if (await KeyRows.FindOwnerAsync(owners, key.Id, cancellationToken) is { } owner && owner != key.Account)
            {
                return key.Id;
            }
        }

        return null;
    }

    /// <summary>Writes the keys in the place of all that the account has, as long as that is still right.</summary>
    /// <param name="imported">The keys.</param>
    /// <param name="hold">A change of the account that can be made only as long as that is right; null where it is not any more.</param>
    /// <param name="cancellationToken">Stops it; it can be repeated.</param>
    public async Task ReplaceAsync(
        string account, IReadOnlyList<ApiKey> imported, Func<CancellationToken, Task<RowChange?>> hold, CancellationToken cancellationToken)
    {
        await keys.RemoveAllAsync(account, async token => await hold(token) is not null, cancellationToken);
        foreach (var key in imported)
        {
            await KeyRows.TellOwnerAsync(owners, key.Id, account, cancellationToken);
        }

        foreach (var batch in imported.Chunk(RowLimits.Changes - 1))
        {
            if (await hold(cancellationToken) is not { } held
                || !await rows.TryApplyAsync(account, [held, .. batch.Select(key => RowChange.Put(KeyRows.ToRow(key)))], cancellationToken))
            {
                return;
            }
        }
    }
}
