using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
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
    public async Task<Refusal?> DeleteAsync(Actor actor, string id, CancellationToken cancellationToken)
    {
        if (!AccountId.IsValid(id)
            || await rows.FindAsync(id, cancellationToken) is not { Exists: true } found
            || await rows.TryMoveAsync(
                found, [AccountState.Alive, AccountState.Reopening], AccountState.Closing, deletedAt: null, cancellationToken) is not { } account)
        {
            return Refusal.NotFound;
        }

        var children = rows.ListAsync(after: null, cancellationToken)
            .Where(other => other.Parent == id && other.State is not (AccountState.Deleted or AccountState.Sweeping));
        if (await children.AnyAsync(cancellationToken))
        {
            await rows.TryMoveAsync(account, [AccountState.Closing], AccountState.Alive, deletedAt: null, cancellationToken);
            return Refusal.Conflict("The account has child accounts. Delete them first.");
        }

        return await FinishAsync(actor, account, cancellationToken);
    }

    /// <summary>Does what is left of a deletion once no child can be made any more.</summary>
    public async Task<Refusal?> FinishAsync(Actor actor, AccountRecord account, CancellationToken cancellationToken)
    {
        if (await CloseAsync(actor, account, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await rows.TryMoveAsync(
            account, [AccountState.Closing], AccountState.Deleted, clock.GetUtcNow().ToUnixTimeSeconds(), cancellationToken);
        return null;
    }

    private async Task<Refusal?> CloseAsync(Actor actor, AccountRecord account, CancellationToken cancellationToken)
    {
        for (var tries = 1; tries <= MostTries; tries++)
        {
            // A head that is closed already may be about to be opened by an undoing that this deletion interrupts.
            var result = await TryCloseAsync(actor, account, cancellationToken);
            if (result.Current is not null || result.Applied is not null || result.Refusal is not null
                || await allowlists.KeepClosedAsync(account.Id, cancellationToken))
            {
                return result.Refusal;
            }
        }

        return Refusal.Contended;
    }

    private async Task<CommitResult<List<string>>> TryCloseAsync(Actor actor, AccountRecord account, CancellationToken cancellationToken)
    {
        var change = new Change
        {
            MakesVersion = false,
            Deletes = true,
            Audit = [AuditJson.Entry("key_revoked", actor, new { Keys = "all" }, new { })],
        };
        List<string>? tried = null;
        try
        {
            var result = await allowlists.CommitAsync(
                account.Id,
                async (_, token) =>
                {
                    tried = await keys.ListIdsAsync(account.Id, token);
                    return await IsClosingAsync(account, token) ? Plan.Of(change, tried) : Refusal.Contended;
                },
                (_, _, _) => Task.FromResult<Refusal?>(null),
                cancellationToken);
            keys.Forget(account.Id, result.Applied is null ? [] : result.Found!);
            return result;
        }
        catch
        {
            // Nobody knows whether it was written: the keys that were found last may be dead.
            keys.MayHaveChanged(account.Id, tried ?? []);
            throw;
        }
    }

    private async Task<bool> IsClosingAsync(AccountRecord account, CancellationToken cancellationToken) =>
        await rows.FindAsync(account.Id, cancellationToken) is { State: AccountState.Closing or AccountState.Deleted } now && now.IsSameAs(account);
}
