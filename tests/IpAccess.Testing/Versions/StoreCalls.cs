using IpAccess.Allowlists.Versions;
using IpAccess.Storage;

namespace IpAccess.Testing.Versions;

/// <summary>What tests ask of a store in one call.</summary>
internal static class StoreCalls
{
    /// <summary>A version of an account's list; null where there is none, or it is not kept any more.</summary>
    public static async Task<Allowlist?> FindVersionAsync(
        this AllowlistStore store, string account, long version, CancellationToken cancellationToken) =>
        await store.FindAsync(account, StorageTimeout.ForOperations, cancellationToken) is { } current
            ? await store.FindVersionAsync(current, version, cancellationToken)
            : null;
}
