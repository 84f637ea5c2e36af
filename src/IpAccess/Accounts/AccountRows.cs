using IpAccess.Storage;

namespace IpAccess.Accounts;

/// <summary>The rows of the table <c>Accounts</c>: those of deleted accounts too, until maintenance has emptied them.</summary>
internal sealed class AccountRows(ITables tables)
{
    private const string Shard = "accounts";
    private const int MostTries = 5;
    private readonly IRowTable accounts = tables.Open(TableNames.Accounts, StorageTimeout.ForOperations);

    /// <summary>The row of an id; null where there is none.</summary>
    public async Task<AccountRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await accounts.FindAsync(Shard, id, cancellationToken) is { } row ? AccountRecord.FromRow(row) : null;

    /// <summary>The accounts after an id, in the order of their ids; all of them after null.</summary>
    public IAsyncEnumerable<AccountRecord> ListAsync(string? after, CancellationToken cancellationToken) =>
        accounts.ReadAsync(Shard, after is null ? RowRange.WithPrefix(string.Empty) : RowRange.After(after, string.Empty), columns: null, cancellationToken)
            .Select(AccountRecord.FromRow);

    /// <summary>Adds a row; false where its id has another one.</summary>
    public Task<bool> TryAddAsync(AccountRecord account, CancellationToken cancellationToken) =>
        accounts.TryMakeAsync(Shard, RowChange.Insert(account.ToRow(Shard)), cancellationToken);

    /// <summary>Replaces a row; false where it is neither as it was read nor as it should be.</summary>
    public Task<bool> TryReplaceAsync(AccountRecord read, AccountRecord account, CancellationToken cancellationToken) =>
        accounts.TryMakeAsync(Shard, RowChange.Replace(account.ToRow(Shard), read.ETag), cancellationToken);

    /// <summary>Leads an account to a state, where it is the same one still and in one of the states that lead there, or in that state already.</summary>
    /// <returns>The account as it is then; null where it is another one, or in another state.</returns>
    /// <exception cref="TimeoutException">Others changed the row all the time.</exception>
    public async Task<AccountRecord?> TryMoveAsync(
        AccountRecord account, AccountState[] from, AccountState to, long? deletedAt, CancellationToken cancellationToken)
    {
        for (var tries = 1; tries <= MostTries; tries++)
        {
            var now = await FindAsync(account.Id, cancellationToken);
            if (now?.IsSameAs(account) == true && now.State == to)
            {
                return now;
            }

            if (now?.IsSameAs(account) != true || !from.Contains(now.State))
            {
                return null;
            }

            // Replaced or not, and whether its answer came or not, the next look tells.
            await TryReplaceAsync(now, now with { State = to, DeletedAt = deletedAt }, cancellationToken);
        }

        throw new TimeoutException($"The row of account {account.Id} could not be changed: others changed it all the time.");
    }

    /// <summary>Deletes a row; false where it is not gone, and not any more as it was read.</summary>
    public Task<bool> TryDeleteAsync(AccountRecord read, CancellationToken cancellationToken) =>
        accounts.TryMakeAsync(Shard, RowChange.Delete(read.Id, read.ETag), cancellationToken);
}
