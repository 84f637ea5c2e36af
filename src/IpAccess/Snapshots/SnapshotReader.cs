using IpAccess.Allowlists.Versions;
using IpAccess.Storage;

namespace IpAccess.Snapshots;

/// <summary>Reads what is in snapshots from storage, past all that memory holds of decisions: the answer is as new as can be.</summary>
internal sealed class SnapshotReader(AllowlistStore store, TimeProvider clock)
{
    /// <summary>What is in an account's snapshot now; null where there is no such account.</summary>
    public async Task<SnapshotSource?> FindAsync(string account, CancellationToken cancellationToken)
    {
        // Before it is read: what is told to be as of a time holds all that was written until then.
        var asOf = clock.GetUtcNow();
        if (await store.FindAsync(account, StorageTimeout.ForDecisions, cancellationToken) is not { } list)
        {
            return null;
        }

        if (list.Pending is not { } pending)
        {
            return new(asOf, list);
        }

        var before = await store.UndoneAsync(list, pending, StorageTimeout.ForDecisions, cancellationToken);
        return pending.IsOver(asOf) ? new(asOf, before) : new(asOf, list) { Reverts = new(pending.Until, before) };
    }
}
