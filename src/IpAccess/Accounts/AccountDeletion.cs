using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Keys;
using IpAccess.Text;

namespace IpAccess.Accounts;

/// <summary>
/// Deletes accounts: the row is marked as closing, so that no child can be made any more; the head is closed, and with it all keys
/// are dead, though nothing of them goes; the row is marked as deleted. Interrupted, it can be repeated. Each step looks whether the
/// id is still that of the same account: one that is late must not touch an account which was made anew.
/// </summary>
internal sealed class AccountDeletion(AccountRows rows, AllowlistStore allowlists, KeyStore keys, TimeProvider clock)
{
    private const int MostTries = 5;

    /// <summary>Deletes an account: its keys are dead when this returns null; else, why not.</summary>
    public async Task<Problem?> DeleteAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (!AccountId.IsValid(id)
            || await rows.FindAsync(id, cancellationToken) is not { Exists: true } found
            || await rows.TryMoveAsync(
                found, [AccountState.Alive, AccountState.Reopening], AccountState.Closing, deletedAt: null, cancellationToken) is not { } account)
        {
            return Problems.NotFound;
        }

        var children = rows.ListAsync(after: null, cancellationToken)
            .Where(other => other.Parent == id && other.State is not (AccountState.Deleted or AccountState.Sweeping));
        if (await children.AnyAsync(cancellationToken))
        {
            await rows.TryMoveAsync(account, [AccountState.Closing], AccountState.Alive, deletedAt: null, cancellationToken);
            return Problems.Conflict("The account has child accounts. Delete them first.");
        }

        return await FinishAsync(caller, account, cancellationToken);
    }

    /// <summary>Does what is left of a deletion once no child can be made any more.</summary>
    public async Task<Problem?> FinishAsync(Caller caller, AccountRecord account, CancellationToken cancellationToken)
    {
        if (await CloseAsync(caller, account, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await rows.TryMoveAsync(
            account, [AccountState.Closing], AccountState.Deleted, clock.GetUtcNow().ToUnixTimeSeconds(), cancellationToken);
        return null;
    }

    private async Task<Problem?> CloseAsync(Caller caller, AccountRecord account, CancellationToken cancellationToken)
    {
        for (var tries = 1; tries <= MostTries; tries++)
        {
            // A head that is closed already may be about to be opened by an undoing that this deletion interrupts.
            var result = await TryCloseAsync(caller, account, cancellationToken);
            if (result.Current is not null || result.Applied is not null || result.Refusal is not null
                || await allowlists.KeepClosedAsync(account.Id, cancellationToken))
            {
                return result.Refusal;
            }
        }

        return Problems.Contended;
    }

    private async Task<CommitResult> TryCloseAsync(Caller caller, AccountRecord account, CancellationToken cancellationToken)
    {
        var change = new Change
        {
            MakesVersion = false,
            Deletes = true,
            Audit = [AuditJson.Entry("key_revoked", caller, new { Keys = "all" }, new { })],
        };
        List<string> ids = [];
        try
        {
            var result = await allowlists.CommitAsync(
                account.Id,
                async (_, token) =>
                {
                    ids = await keys.ListIdsAsync(account.Id, token);
                    return await IsClosingAsync(account, token) ? Plan.Commit(change) : Plan.Refuse(Problems.Contended);
                },
                (_, _, _) => Task.FromResult<Problem?>(null),
                cancellationToken);
            keys.Forget(account.Id, result.Applied is null ? [] : ids);
            return result;
        }
        catch
        {
            keys.MayHaveChanged(account.Id, ids);
            throw;
        }
    }

    private async Task<bool> IsClosingAsync(AccountRecord account, CancellationToken cancellationToken) =>
        await rows.FindAsync(account.Id, cancellationToken) is { State: AccountState.Closing or AccountState.Deleted } now && now.IsSameAs(account);
}
