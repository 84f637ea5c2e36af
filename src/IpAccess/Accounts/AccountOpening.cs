using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Keys;
using IpAccess.Text;

namespace IpAccess.Accounts;

/// <summary>
/// Takes back the deletion of an account: its row is marked as reopening, from when on nothing sweeps it and its parent can not be
/// deleted; its head is opened, and with it all keys live again; its row is marked as alive. Interrupted, it can be repeated.
/// </summary>
internal sealed class AccountOpening(AccountRows rows, AllowlistStore allowlists, KeyStore keys)
{
    /// <summary>Gives a deleted account back; or says why not.</summary>
    public async Task<(AccountRecord? Account, Refusal? Refusal)> UndeleteAsync(Actor actor, string id, CancellationToken cancellationToken)
    {
        if (!AccountId.IsValid(id) || await rows.FindAsync(id, cancellationToken) is not { State: not AccountState.Importing } found)
        {
            return (null, Refusal.NotFound);
        }

        if (RefusalOf(found.State) is { } refusal)
        {
            return (null, refusal);
        }

        return await rows.TryMoveAsync(found, [AccountState.Deleted], AccountState.Reopening, found.DeletedAt, cancellationToken) is { } account
            ? await FinishAsync(actor, account, cancellationToken)
            : (null, Refusal.Contended);
    }

    /// <summary>Does what is left of that once nothing sweeps the account any more; or of an import once its head is there.</summary>
    public async Task<(AccountRecord? Account, Refusal? Refusal)> FinishAsync(
        Actor actor, AccountRecord account, CancellationToken cancellationToken)
    {
        if (account is { State: AccountState.Reopening, Parent: { } parent }
            && await rows.FindAsync(parent, cancellationToken) is not { State: AccountState.Alive })
        {
            await rows.TryMoveAsync(account, [AccountState.Reopening], AccountState.Deleted, account.DeletedAt, cancellationToken);
            return (null, Refusal.Conflict($"The account {parent} above it is gone."));
        }

        var entry = AuditJson.Entry("restored", actor, new { }, new { Keys = "all" });
        var isOpen = await allowlists.ReopenAsync(
            account.Id,
            entry,
            async token => await rows.FindAsync(account.Id, token) is { State: AccountState.Reopening } now && now.IsSameAs(account),
            cancellationToken);
        var opened = isOpen
            ? await rows.TryMoveAsync(
                account, [AccountState.Reopening, AccountState.Importing], AccountState.Alive, deletedAt: null, cancellationToken)
            : null;
        if (opened is null)
        {
            return (null, Refusal.Contended);
        }

        // Memory may know them as dead.
        keys.MayHaveChanged(opened.Id, await keys.ListIdsAsync(opened.Id, cancellationToken));
        return (opened, null);
    }

    private static Refusal? RefusalOf(AccountState state) => state switch
    {
        AccountState.Alive => Refusal.Conflict("The account is not deleted."),
        AccountState.Closing => Refusal.Conflict("The deletion of the account has not ended: repeat it, then take it back."),
        AccountState.Sweeping => Refusal.Conflict("It is too late: the data of the account is being swept."),
        _ => null,
    };
}
