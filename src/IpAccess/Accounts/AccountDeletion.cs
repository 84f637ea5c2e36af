using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;

namespace IpAccess.Accounts;

/// <summary>
/// Deletes accounts: the row is marked as closing, so that no child can be made any more; the head is closed, the keys go; the row is
/// marked as deleted. Interrupted, it can be repeated. Each step looks whether the id is still that of the same account: one that
/// is late must not touch an account which was made anew.
/// </summary>
internal sealed class AccountDeletion(AccountRows rows, AllowlistStore allowlists, KeyStore keys, TimeProvider clock)
{
    private const int MostTries = 5;

    /// <summary>Deletes an account: its keys are dead when this returns null; else, why not.</summary>
    public async Task<Problem?> DeleteAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (!AccountId.IsValid(id)
            || await rows.FindAsync(id, cancellationToken) is not { State: not AccountState.Deleted } account
            || !await TryMarkAsync(account, AccountState.Closing, deletedAt: null, cancellationToken))
        {
            return Problems.NotFound;
        }

        var children = rows.ListAsync(after: null, cancellationToken)
            .Where(other => other.Parent == id && other.State != AccountState.Deleted);
        if (await children.AnyAsync(cancellationToken))
        {
            await TryMarkAsync(account, AccountState.Alive, deletedAt: null, cancellationToken);
            return Problems.Conflict("The account has child accounts. Delete them first.");
        }

        return await FinishAsync(caller, account, cancellationToken);
    }

    /// <summary>Does what is left of a deletion once no child can be made any more.</summary>
    public async Task<Problem?> FinishAsync(Caller caller, AccountRecord account, CancellationToken cancellationToken)
    {
        var change = new Change
        {
            MakesVersion = false,
            Deletes = true,
            Audit = [AuditJson.Entry("key_revoked", caller, new { Keys = "all" }, new { })],
        };
        var result = await allowlists.CommitAsync(
            account.Id,
            async (_, token) => await IsClosingAsync(account, token) ? Plan.Commit(change) : Plan.Refuse(Problems.Contended),
            (_, _, _) => Task.FromResult<Problem?>(null),
            cancellationToken);
        if (result.Refusal is not null)
        {
            return result.Refusal;
        }

        await keys.RemoveAllAsync(account.Id, token => IsClosingAsync(account, token), cancellationToken);
        await TryMarkAsync(account, AccountState.Deleted, clock.GetUtcNow().ToUnixTimeSeconds(), cancellationToken);
        return null;
    }

    private async Task<bool> IsClosingAsync(AccountRecord account, CancellationToken cancellationToken) =>
        await rows.FindAsync(account.Id, cancellationToken) is { State: not AccountState.Alive } now && now.IsSameAs(account);

    // Others may be marking it too. Nothing leads back from deleted.
    private async Task<bool> TryMarkAsync(
        AccountRecord account, AccountState state, long? deletedAt, CancellationToken cancellationToken)
    {
        for (var tries = 1; tries <= MostTries; tries++)
        {
            if (await rows.FindAsync(account.Id, cancellationToken) is not { } now || !now.IsSameAs(account)
                || (now.State == AccountState.Deleted && state != AccountState.Deleted))
            {
                return false;
            }

            if (await rows.TryReplaceAsync(now, now with { State = state, DeletedAt = deletedAt }, cancellationToken))
            {
                return true;
            }
        }

        throw new TimeoutException($"The account {account.Id} could not be marked: others marked it all the time.");
    }
}
