using System.Diagnostics.CodeAnalysis;
using IpAccess.Enforcers.Entries;
using IpAccess.Storage;

namespace IpAccess.Enforcers.Recording;

/// <summary>Writes what was seen, some accounts at once; what storage did not take waits in memory for the next round.</summary>
internal sealed class EnforcerWriter(EnforcerStore store, TrackedEnforcers tracked, EnforcerMeter meter, EnforcerCrowd crowd, StorageOutage outage)
{
    private const int AccountsAtOnce = 8;

    /// <summary>One round.</summary>
    /// <returns>How many sightings could not be written.</returns>
    public async Task<int> WriteAsync(CancellationToken cancellationToken)
    {
        var left = 0;
        Exception? fault = null;
        await Parallel.ForEachAsync(
            tracked.Take().GroupBy(due => due.Id.Account, StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = AccountsAtOnce },
            async (account, _) =>
            {
                // After a fault the other accounts wait too: they are in the same storage.
                if ((fault ?? await TryWriteAsync(account.Key, [.. account], cancellationToken)) is { } reason)
                {
                    fault = reason;
                    Interlocked.Add(ref left, PutBack(account));
                }
            });
        if (fault is not null && !cancellationToken.IsCancellationRequested)
        {
            outage.Tell("the noting of who enforces lists, which waits in memory", fault);
        }

        return left;
    }

    private int PutBack(IEnumerable<DueEnforcer> enforcers)
    {
        var count = 0;
        foreach (var due in enforcers)
        {
            tracked.Failed(due.Id);
            count++;
        }

        return count;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps a sighting from storage, it waits for the next round.")]
    private async Task<Exception?> TryWriteAsync(string account, IReadOnlyList<DueEnforcer> enforcers, CancellationToken cancellationToken)
    {
        try
        {
            await store.RenewAsync(account, enforcers.Where(due => due.IsThere).Select(due => due.Enforcer), cancellationToken);
            var refused = await store.AddAsync(account, enforcers.Where(due => !due.IsThere).Select(due => due.Enforcer), cancellationToken);
            Settle(account, enforcers, refused.Select(enforcer => enforcer.Row).ToHashSet(StringComparer.Ordinal));
            return null;
        }
        catch (Exception reason)
        {
            return reason;
        }
    }

    private void Settle(string account, IReadOnlyList<DueEnforcer> enforcers, HashSet<string> refused)
    {
        foreach (var due in enforcers)
        {
            tracked.Written(due.Id, hasRoom: !refused.Contains(due.Enforcer.Row));
        }

        if (refused.Count > 0)
        {
            meter.Drop(refused.Count);
            crowd.Tell(account, refused.Count);
        }
    }
}
