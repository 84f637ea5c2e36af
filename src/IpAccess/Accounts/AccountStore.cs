using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Keys;
using IpAccess.Storage;
using IpAccess.Text;

namespace IpAccess.Accounts;

/// <summary>
/// Makes and lists accounts. An account's head decides whether it exists; its row in <c>Accounts</c> is written before
/// the head, so that a step lost in between is taken up by the next try.
/// </summary>
internal sealed class AccountStore(AccountRows rows, ITables tables, AllowlistStore allowlists)
{
    private readonly IRowTable owners = tables.Open(TableNames.Keys, StorageTimeout.ForOperations);

    /// <summary>An account that was not deleted; null where there is none.</summary>
    public async Task<AccountRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        AccountId.IsValid(id) && await rows.FindAsync(id, cancellationToken) is { Exists: true } account
            ? account
            : null;

    /// <summary>The accounts after an id, in the order of their ids, without deleted ones.</summary>
    public IAsyncEnumerable<AccountRecord> ListAsync(string? after, CancellationToken cancellationToken) =>
        rows.ListAsync(after, cancellationToken).Where(account => account.Exists);

    /// <summary>Makes an account with its first key; null, or why not.</summary>
    public async Task<Refusal?> CreateAsync(Actor actor, AccountRecord account, ApiKey key, CancellationToken cancellationToken)
    {
        if (!await ClaimAsync(account, cancellationToken))
        {
            return Taken(account.Id);
        }

        if (account.Parent is { } parent && await FindAsync(parent, cancellationToken) is not { State: AccountState.Alive })
        {
            await WithdrawAsync(account, cancellationToken);
            return Refusal.Conflict($"The account {parent} is being deleted.");
        }

        await KeyRows.TellOwnerAsync(owners, key.Id, account.Id, cancellationToken);
        var audit = new KeyChange(null, key).ToCommit("key_created", actor).Audit[0];
        return await allowlists.CreateAsync(
            account.Id, account.Parent, audit, [RowChange.Insert(KeyRows.ToRow(key))], cancellationToken)
            ? null
            : Taken(account.Id);
    }

    private static Refusal Taken(string id) => Refusal.Conflict($"The account id {id} is taken.");

    // A row without a head is what an earlier try left behind, or one under way: with the same parent both may go on.
    private async Task<bool> ClaimAsync(AccountRecord account, CancellationToken cancellationToken) =>
        await rows.TryAddAsync(account, cancellationToken)
        || (await rows.FindAsync(account.Id, cancellationToken) is { State: AccountState.Alive } earlier
            && earlier.Parent == account.Parent
            && await allowlists.FindAsync(account.Id, StorageTimeout.ForOperations, cancellationToken) is null
            && await rows.TryReplaceAsync(earlier, account, cancellationToken));

    private async Task WithdrawAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(account.Id, cancellationToken) is { State: AccountState.Alive } claim && claim.IsSameAs(account)
            && await allowlists.FindAsync(account.Id, StorageTimeout.ForOperations, cancellationToken) is null)
        {
            await rows.TryDeleteAsync(claim, cancellationToken);
        }
    }
}
