using IpAccess.Accounts;
using IpAccess.Allowlists.Versions;
using IpAccess.Attempts.Entries;
using IpAccess.Keys;
using IpAccess.Storage;

namespace IpAccess.Maintenance;

/// <summary>
/// Deletes all rows of an account that is kept no longer, its head and then its row in <c>Accounts</c> last: with that the id is free.
/// Before anything goes, the row is marked as sweeping, from where nothing leads back. No run, however late, takes a row of an
/// account that was made anew under the id: a batch is listed, then the row in <c>Accounts</c> must be the one that the run began
/// with, then the rows go by the ETags listed; and an account made anew has other ETags.
/// </summary>
internal sealed class AccountEmptying(ITables tables, AccountRows accounts, KeyStore keys, AccountKeeping keeping)
{
    /// <summary>Empties an account and frees its id, unless it is still kept.</summary>
    public async Task EmptyAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        if (!keeping.IsOver(account) || await TryBeginAsync(account, cancellationToken) is not { } sweeping)
        {
            return;
        }

        await keys.RemoveAllAsync(sweeping.Id, token => IsUnchangedAsync(sweeping, token), cancellationToken);
        await SweepAsync(sweeping, cancellationToken);
        if (await SweepAsync(sweeping, cancellationToken) > 0)
        {
            // Somebody still writes: the id stays taken until a run finds nothing any more.
            return;
        }

        await SweepAsync(sweeping, (TableNames.Allowlists, sweeping.Id), row => row == RowKeys.Head, cancellationToken);
        await accounts.TryDeleteAsync(sweeping, cancellationToken);
    }

    private static IEnumerable<(string Table, string Partition)> PartitionsOf(string account) =>
        [
            (TableNames.Allowlists, account),
            (TableNames.Enforcers, account),
            .. AttemptRows.Partitions(account).Select(partition => (TableNames.Attempts, partition)),
        ];

    // As it was read, or not at all: its deletion may have been taken back, or its import gone on.
    private async Task<AccountRecord?> TryBeginAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        if (account.State != AccountState.Sweeping)
        {
            await accounts.TryReplaceAsync(account, account with { State = AccountState.Sweeping }, cancellationToken);
        }

        return await accounts.FindAsync(account.Id, cancellationToken) is { State: AccountState.Sweeping } now && now.IsSameAs(account)
            ? now
            : null;
    }

    private async Task<int> SweepAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        var found = 0;
        foreach (var partition in PartitionsOf(account.Id))
        {
            found += await SweepAsync(account, partition, row => row != RowKeys.Head, cancellationToken);
        }

        return found;
    }

    private Task<int> SweepAsync(
        AccountRecord account, (string Table, string Name) partition, Predicate<string> isUnwanted, CancellationToken cancellationToken) =>
        RowSweep.DeleteWhileAsync(
            token => IsUnchangedAsync(account, token),
            tables.Open(partition.Table, StorageTimeout.ForOperations),
            partition.Name,
            RowRange.WithPrefix(string.Empty),
            isUnwanted,
            cancellationToken);

    private async Task<bool> IsUnchangedAsync(AccountRecord account, CancellationToken cancellationToken) =>
        await accounts.FindAsync(account.Id, cancellationToken) is { State: AccountState.Sweeping } now && now.ETag == account.ETag;
}
