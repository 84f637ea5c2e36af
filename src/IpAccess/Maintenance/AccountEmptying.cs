using IpAccess.Accounts;
using IpAccess.Allowlists.Versions;
using IpAccess.Attempts;
using IpAccess.Storage;

namespace IpAccess.Maintenance;

/// <summary>
/// Deletes all rows of a deleted account, its head and then its row in <c>Accounts</c> last: with that the id is free. No run, however
/// late, takes a row of an account that was made anew under the id: a batch is listed, then the row in <c>Accounts</c> must be
/// the one that the run began with, then the rows go by the ETags listed; and an account made anew has other ETags.
/// </summary>
internal sealed class AccountEmptying(ITables tables, AccountRows accounts, KeyStore keys, TimeProvider clock)
{
    /// <summary>How long a deleted account is left alone: a write that was under way when it was deleted has ended by then.</summary>
    public static TimeSpan LeftAlone { get; } = TimeSpan.FromHours(1);

    /// <summary>Empties a deleted account and frees its id, unless it was deleted just now.</summary>
    public async Task EmptyAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        var deletedAt = DateTimeOffset.FromUnixTimeSeconds(account.DeletedAt ?? 0);
        if (clock.GetUtcNow() - deletedAt <= LeftAlone)
        {
            return;
        }

        await keys.RemoveAllAsync(account.Id, token => IsUnchangedAsync(account, token), cancellationToken);
        await SweepAsync(account, cancellationToken);
        if (await SweepAsync(account, cancellationToken) > 0)
        {
            // Somebody still writes: the id stays taken until a run finds nothing any more.
            return;
        }

        await SweepAsync(account, (TableNames.Allowlists, account.Id), row => row == RowKeys.Head, cancellationToken);
        await accounts.TryDeleteAsync(account, cancellationToken);
    }

    private static IEnumerable<(string Table, string Partition)> PartitionsOf(string account) =>
        [(TableNames.Allowlists, account), .. AttemptRows.Partitions(account).Select(partition => (TableNames.Attempts, partition))];

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
            tables.Open(partition.Table, Patience.Write),
            partition.Name,
            RowRange.WithPrefix(string.Empty),
            isUnwanted,
            cancellationToken);

    private async Task<bool> IsUnchangedAsync(AccountRecord account, CancellationToken cancellationToken) =>
        await accounts.FindAsync(account.Id, cancellationToken) is { State: AccountState.Deleted } now && now.ETag == account.ETag;
}
