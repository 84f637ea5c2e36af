using System.Runtime.InteropServices;
using IpAccess.AspNetCore.Telemetry;
using Microsoft.Extensions.Options;

namespace IpAccess.AspNetCore.Attempts;

/// <summary>Attempts in memory that the service has not yet, those of the same key taken together; only so many keys find room.</summary>
internal sealed class PendingAttempts(IOptions<IpAccessOptions> options, EnforcementMeter meter)
{
    private readonly int most = options.Value.PendingAttempts;
    private readonly Lock gate = new();
    private Dictionary<AttemptKey, Tally> pending = new(AttemptKey.Comparer.Instance);
    private long dropped;

    /// <summary>Counts an attempt. Never waits for anything but another that is counted.</summary>
    public void Add(in AttemptKey key, bool isAllowed, long ruleId, string? credential, string? userAgent, long at)
    {
        lock (gate)
        {
            // One of a key that is there takes no room: who is attacked by one address loses none of its counts.
            if (pending.Count < most || pending.ContainsKey(key))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(pending, key, out _).Add(isAllowed, ruleId, credential, userAgent, at);
                return;
            }

            dropped++;
        }

        meter.Dropped(1);
    }

    /// <summary>Takes all out.</summary>
    public IReadOnlyCollection<KeyValuePair<AttemptKey, Tally>> Take()
    {
        lock (gate)
        {
            if (pending.Count == 0)
            {
                return [];
            }

            // The next will be about as many.
            (var all, pending) = (pending, new(pending.Count, AttemptKey.Comparer.Instance));
            return all;
        }
    }

    /// <summary>How many attempts found no room since this was last asked.</summary>
    public long TakeDropped()
    {
        lock (gate)
        {
            (var count, dropped) = (dropped, 0);
            return count;
        }
    }
}
