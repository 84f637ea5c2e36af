using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Storage;
using IpAccess.Storage.Caching;

namespace IpAccess.Keys;

/// <summary>The keys of all accounts, and which account is whose child, kept in memory as decisions are.</summary>
internal sealed class KeyDirectory : IKeyDirectory, IDisposable
{
    private const int BytesPerKey = 1024;
    private const int KeysInMemory = 100_000;
    private readonly TimeProvider clock;
    private readonly AllowlistStore allowlists;
    private readonly IRowTable owners;
    private readonly IRowTable rows;
    private readonly FreshCache<ApiKey> keys;
    private readonly FreshCache<Parent> parents;

    /// <summary>A directory over these tables, empty in memory.</summary>
    public KeyDirectory(ITables tables, AllowlistStore allowlists, FreshCaches caches, TimeProvider clock)
    {
        this.clock = clock;
        this.allowlists = allowlists;
        owners = tables.Open(TableNames.Keys, StorageTimeout.ForDecisions);
        rows = tables.Open(TableNames.Allowlists, StorageTimeout.ForDecisions);
        keys = caches.MakeForStrangers<ApiKey>(ReadAsync, _ => BytesPerKey, KeysInMemory * BytesPerKey);
        parents = caches.Make<Parent>(ReadParentAsync, _ => BytesPerKey, KeysInMemory * BytesPerKey);
    }

    /// <inheritdoc/>
    public async ValueTask<Cached<KeyGrant>?> FindAsync(string keyText, CancellationToken cancellationToken)
    {
        if (KeyText.IdOf(keyText) is not { } id || await keys.GetAsync(id, cancellationToken) is not { } found)
        {
            return null;
        }

        var key = found.Value;
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (key.Accepts(keyText, now))
        {
            return new(key.Grant, found.Freshness, found.Age);
        }

        // A rotation that memory has not seen may have made this text good.
        return found.Freshness == Freshness.Fresh || !key.IsAlive(now)
            ? null
            : throw new TimeoutException("Storage is away, and memory is too old to say that a key is wrong.");
    }

    /// <inheritdoc/>
    public async ValueTask<bool> IsChildAsync(string child, string parent, CancellationToken cancellationToken) =>
        await parents.GetAsync(child, cancellationToken) is { } found && found.Value.Account == parent;

    /// <summary>Takes up a key as this process has just written it.</summary>
    /// <param name="writtenAt">The clock's timestamp from before the write.</param>
    public void Keep(ApiKey key, long writtenAt) => keys.Put(key.Id, key, writtenAt, _ => false);

    /// <summary>Notes that this process may have changed a key: what memory holds of it answers only where storage does not.</summary>
    public void KeyMayHaveChanged(string id) => keys.MayHaveChanged(id);

    /// <summary>Forgets a key that is gone.</summary>
    public void ForgetKey(string id) => keys.Remove(id);

    /// <summary>Notes that this process may have changed an account: what memory holds of it answers only where storage does not.</summary>
    public void AccountMayHaveChanged(string account) => parents.MayHaveChanged(account);

    /// <summary>Forgets an account that is gone.</summary>
    public void ForgetAccount(string account) => parents.Remove(account);

    /// <inheritdoc/>
    public void Dispose()
    {
        keys.Dispose();
        parents.Dispose();
    }

    private async Task<ApiKey?> ReadAsync(string id, ApiKey? known)
    {
        var account = known?.Account ?? await KeyRows.FindOwnerAsync(owners, id, CancellationToken.None);
        if (account is null)
        {
            return null;
        }

        // The keys of a deleted account are kept for its undoing, and are as unknown as if they were gone.
        var exists = allowlists.ExistsAsync(account, StorageTimeout.ForDecisions, CancellationToken.None);
        var found = rows.FindAsync(account, KeyRows.Name(id), CancellationToken.None);
        await Task.WhenAll(exists, found);
        return await exists && await found is { } row ? KeyRows.FromRow(row) : null;
    }

    private async Task<Parent?> ReadParentAsync(string account, Parent? known) =>
        await allowlists.FindAsync(account, StorageTimeout.ForDecisions, CancellationToken.None) is { } list ? new(list.Parent) : null;

    private sealed record Parent(string? Account);
}
