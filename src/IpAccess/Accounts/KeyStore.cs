using Azure.Data.Tables;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Storage;

namespace IpAccess.Accounts;

/// <summary>Changes keys in one transaction with the account's head, so that no two changes leave an account without a manager.</summary>
internal sealed class KeyStore(ITables tables, AllowlistStore allowlists, KeyDirectory directory, TimeProvider clock)
{
    private readonly IRowTable rows = tables.Open(TableNames.Allowlists, Patience.Write);
    private readonly IRowTable owners = tables.Open(TableNames.Keys, Patience.Write);

    /// <summary>The account's keys, in the order of their ids.</summary>
    public async Task<List<ApiKey>> ListAsync(string account, CancellationToken cancellationToken) =>
        await rows.ReadAsync(account, KeyRows.All, columns: null, cancellationToken)
            .Select(KeyRows.FromRow)
            .ToListAsync(cancellationToken);

    /// <summary>Adds a key; null, or why not.</summary>
    public async Task<Problem?> AddAsync(Caller caller, ApiKey key, CancellationToken cancellationToken)
    {
        await KeyRows.TellOwnerAsync(owners, key.Id, key.Account, cancellationToken);
        var (_, refusal) = await CommitAsync(caller, "key_created", _ => new(null, key), cancellationToken);
        return refusal;
    }

    /// <summary>Revokes a key; null, or why not.</summary>
    public async Task<Problem?> RevokeAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        var (_, refusal) = await CommitAsync(
            caller, "key_revoked", keys => new(keys.Find(key => key.Id == id), null), cancellationToken);
        if (refusal is null)
        {
            await KeyRows.ForgetOwnerAsync(owners, id, cancellationToken);
        }

        return refusal;
    }

    /// <summary>Gives a key a new text; the old one works until the given time.</summary>
    public async Task<(ApiKey? Key, Problem? Refusal)> RotateAsync(
        Caller caller, string id, string text, long previousUntil, CancellationToken cancellationToken)
    {
        var (change, refusal) = await CommitAsync(caller, "key_rotated", keys =>
        {
            var key = keys.Find(key => key.Id == id);
            return new(key, key?.Rotated(text, previousUntil));
        }, cancellationToken);
        return (refusal is null ? change.After : null, refusal);
    }

    /// <summary>
    /// Takes all keys from a deleted account, as long as that is still right: asked after a batch was listed and before it goes.
    /// Interrupted, it can be repeated: a key's own row goes last.
    /// </summary>
    public async Task RemoveAllAsync(
        string account, Func<CancellationToken, Task<bool>> isStillRight, CancellationToken cancellationToken)
    {
        var batches = rows.ReadAsync(account, KeyRows.All, columns: [], cancellationToken).Chunk(RowLimits.Changes);
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            if (!await isStillRight(cancellationToken))
            {
                return;
            }

            foreach (var row in batch)
            {
                await RemoveAsync(account, row, cancellationToken);
            }
        }

        directory.ForgetAccount(account);
    }

    // An id is never given twice, so that its entry in Keys is that of the row listed.
    private async Task RemoveAsync(string account, TableEntity row, CancellationToken cancellationToken)
    {
        var id = KeyRows.IdOf(row);
        await KeyRows.ForgetOwnerAsync(owners, id, cancellationToken);
        await rows.TryMakeAsync(account, RowChange.Delete(row.RowKey, row.ETag), cancellationToken);
        directory.ForgetKey(id);
    }

    private async Task<(KeyChange Change, Problem? Refusal)> CommitAsync(
        Caller caller, string action, Func<List<ApiKey>, KeyChange> plan, CancellationToken cancellationToken)
    {
        var change = new KeyChange(null, null);
        var before = clock.GetTimestamp();
        try
        {
            var result = await allowlists.CommitAsync(
                caller.Account,
                async (_, token) =>
                {
                    var keys = await ListAsync(caller.Account, token);
                    change = plan(keys);
                    return Refuse(change, keys) is { } refusal
                        ? new Plan(null, refusal)
                        : new Plan(change.ToCommit(action, caller), null);
                },
                (_, _, _) => Task.FromResult<Problem?>(null),
                cancellationToken);
            if (result.Applied is not null)
            {
                change.TellTo(directory, before);
            }

            return (change, result.Current is null ? Problems.NotFound : result.Refusal);
        }
        catch
        {
            change.MayHaveHappened(directory);
            throw;
        }
    }

    private Problem? Refuse(KeyChange change, List<ApiKey> keys)
    {
        if (change is { Before: null, After: null })
        {
            return Problems.NotFound;
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        bool Manages(ApiKey key) => key.Scopes.HasFlag(Scope.KeysManage) && key.IsAlive(now);
        var isLastManager = change is { Before: { } before, After: null }
            && Manages(before)
            && !keys.Exists(key => key.Id != before.Id && Manages(key));
        return isLastManager ? Problems.Conflict("This is the last key that can manage keys. Make another one first.") : null;
    }
}
