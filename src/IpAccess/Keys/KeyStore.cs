using Azure.Data.Tables;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Storage;

namespace IpAccess.Keys;

/// <summary>Changes keys in one transaction with the account's head, so that no two changes leave an account without a manager.</summary>
internal sealed class KeyStore(ITables tables, AllowlistStore allowlists, KeyDirectory directory, TimeProvider clock)
{
    private const string Created = "key_created";
    private const string Revoked = "key_revoked";
    private const string Rotated = "key_rotated";

    private readonly IRowTable rows = tables.Open(TableNames.Allowlists, StorageTimeout.ForOperations);
    private readonly IRowTable owners = tables.Open(TableNames.Keys, StorageTimeout.ForOperations);

    /// <summary>The account's keys, in the order of their ids.</summary>
    public async Task<List<ApiKey>> ListAsync(string account, CancellationToken cancellationToken) =>
        await rows.ReadAsync(account, KeyRows.All, columns: null, cancellationToken)
            .Select(KeyRows.FromRow)
            .ToListAsync(cancellationToken);

    /// <summary>Whether there is such an account, for whoever can not know that from its key.</summary>
    public Task<bool> HasAccountAsync(string account, CancellationToken cancellationToken) =>
        allowlists.ExistsAsync(account, StorageTimeout.ForOperations, cancellationToken);

    /// <summary>The ids of the account's keys.</summary>
    public async Task<List<string>> ListIdsAsync(string account, CancellationToken cancellationToken) =>
        await rows.ReadAsync(account, KeyRows.All, columns: [], cancellationToken).Select(KeyRows.IdOf).ToListAsync(cancellationToken);

    /// <summary>Forgets what memory holds of an account that was deleted, and of its keys.</summary>
    public void Forget(string account, List<string> ids)
    {
        ids.ForEach(directory.ForgetKey);
        directory.ForgetAccount(account);
    }

    /// <summary>Notes that an account may have been deleted or opened: what memory holds of it answers only where storage does not.</summary>
    public void MayHaveChanged(string account, List<string> ids)
    {
        ids.ForEach(directory.KeyMayHaveChanged);
        directory.AccountMayHaveChanged(account);
    }

    /// <summary>Adds a key; null, or why not.</summary>
    public async Task<Refusal?> AddAsync(Actor actor, ApiKey key, CancellationToken cancellationToken)
    {
        await KeyRows.TellOwnerAsync(owners, key.Id, key.Account, cancellationToken);
        var (_, refusal) = await CommitAsync(key.Account, actor, Created, _ => new(null, key), cancellationToken);
        return refusal;
    }

    /// <summary>Revokes a key; null, or why not.</summary>
    public async Task<Refusal?> RevokeAsync(string account, Actor actor, string id, CancellationToken cancellationToken)
    {
        var (_, refusal) = await CommitAsync(
            account, actor, Revoked, keys => new(keys.Find(key => key.Id == id), null), cancellationToken);
        return refusal ?? await ForgetOwnerAsync(id, cancellationToken);
    }

    /// <summary>Gives a key a new text; the one before works for the overlap, in seconds.</summary>
    public async Task<(ApiKey? Key, Refusal? Refusal)> RotateAsync(
        string account, Actor actor, string id, string text, long overlap, CancellationToken cancellationToken)
    {
        var (change, refusal) = await CommitAsync(account, actor, Rotated, keys =>
        {
            var (key, now) = (keys.Find(key => key.Id == id), clock.GetUtcNow().ToUnixTimeSeconds());
            return new(key, key?.Rotated(text, now + overlap, now));
        }, cancellationToken);
        return (refusal is null ? change!.After : null, refusal);
    }

    /// <summary>
    /// Takes all keys from an account that does not exist, as long as that is still right: asked after a batch was listed and before it goes.
    /// Interrupted, it can be repeated: a key's own row goes last.
    /// </summary>
    public async Task RemoveAllAsync(
        string account, Func<CancellationToken, Task<bool>> isStillRight, CancellationToken cancellationToken)
    {
        var batches = rows.ReadAsync(account, KeyRows.All, columns: [], cancellationToken).Chunk(RowLimits.Changes);
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            // Whose they are is read before that is asked: what somebody else tells of them after it, stays.
            var told = await Task.WhenAll(batch.Select(row => KeyRows.FindOwnerRowAsync(owners, KeyRows.IdOf(row), cancellationToken)));
            if (!await isStillRight(cancellationToken))
            {
                return;
            }

            foreach (var (row, owner) in batch.Zip(told))
            {
                await RemoveAsync(account, row, owner, cancellationToken);
            }
        }

        directory.ForgetAccount(account);
    }

    private async Task RemoveAsync(string account, TableEntity row, TableEntity? owner, CancellationToken cancellationToken)
    {
        var id = KeyRows.IdOf(row);
        if (owner is not null)
        {
            await owners.TryMakeAsync(id, RowChange.Delete(owner.RowKey, owner.ETag), cancellationToken);
        }

        await rows.TryMakeAsync(account, RowChange.Delete(row.RowKey, row.ETag), cancellationToken);
        directory.ForgetKey(id);
    }

    // The key is dead already: whose it was does no harm, and to say that it failed would be wrong.
    private async Task<Refusal?> ForgetOwnerAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await KeyRows.ForgetOwnerAsync(owners, id, cancellationToken);
        }
        catch (Exception exception) when (StorageExceptions.IsUnavailable(exception, cancellationToken))
        {
        }

        return null;
    }

    private async Task<(KeyChange? Change, Refusal? Refusal)> CommitAsync(
        string account, Actor actor, string action, Func<List<ApiKey>, KeyChange> plan, CancellationToken cancellationToken)
    {
        KeyChange? tried = null;
        var before = clock.GetTimestamp();
        try
        {
            var result = await allowlists.CommitAsync(
                account,
                async (_, token) =>
                {
                    var keys = await ListAsync(account, token);
                    tried = plan(keys);
                    return Refuse(action, tried, keys) is { } refusal ? refusal : Plan.Of(tried.ToCommit(action, actor), tried);
                },
                (_, _, _) => Task.FromResult<Refusal?>(null),
                change => [change.Row],
                cancellationToken);
            if (result.Applied is not null)
            {
                result.Found!.TellTo(directory, before);
            }

            return (result.Found, result.Current is null ? Refusal.NotFound : result.Refusal);
        }
        catch
        {
            // Nobody knows whether it was written: what was tried last may be.
            tried?.MayHaveHappened(directory);
            throw;
        }
    }

    private static Refusal? Refuse(string action, KeyChange change, List<ApiKey> keys) => (action, change) switch
    {
        (_, { Before: null, After: null }) => Refusal.NotFound,
        (Rotated, { After: null }) => Refusal.Conflict(
            "Eight earlier secrets of this key still work: wait until the first of them ends, or rotate with an overlap of 0."),
        (Revoked, { Before: { ManagesForGood: true } last }) when !keys.Exists(key => key.Id != last.Id && key.ManagesForGood) =>
            Refusal.Conflict("This is the last key without an end that can manage keys. Make another one first."),
        _ => null,
    };
}
