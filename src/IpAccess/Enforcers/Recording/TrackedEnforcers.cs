using System.Runtime.InteropServices;
using IpAccess.Enforcers.Entries;
using IpAccess.Enforcers.Sightings;

namespace IpAccess.Enforcers.Recording;

/// <summary>
/// Who enforces a list, as this instance sees it: in memory, and bounded, since whoever has a key chooses names. Who is not seen any
/// more is soon let go of; what was written of them stays.
/// </summary>
/// <param name="most">Those in memory at once, at most.</param>
internal sealed class TrackedEnforcers(int most, TimeProvider clock)
{
    /// <summary>How long somebody need not be written again where nothing moved.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // Who polls less often is new each time, which costs a reading of the account's rows.
    private static readonly TimeSpan TrackedFor = 2 * Interval;

    private readonly Lock gate = new();
    private readonly Dictionary<EnforcerId, TrackedEnforcer> tracked = [];
    private readonly Dictionary<(string Account, string Key), int> ofKeys = [];
    private readonly Dictionary<string, int> ofAccounts = new(StringComparer.Ordinal);
    private long tidiedAt = clock.GetTimestamp();

    /// <summary>How many there are in memory.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return tracked.Count;
            }
        }
    }

    /// <summary>Takes note of a sighting.</summary>
    /// <param name="isDue">Whether there is something to be written now.</param>
    /// <returns>Whether there was room for it.</returns>
    public bool TrySee(EnforcerSighting sighting, out bool isDue)
    {
        lock (gate)
        {
            if (Find(EnforcerId.Of(sighting)) is not { } enforcer)
            {
                isDue = false;
                return false;
            }

            enforcer.See(sighting, clock, Interval);
            isDue = enforcer.IsDue;
            return true;
        }
    }

    /// <summary>Takes out what is to be written.</summary>
    public IReadOnlyList<DueEnforcer> Take()
    {
        lock (gate)
        {
            Tidy();
            var due = new List<DueEnforcer>();
            foreach (var (id, enforcer) in tracked.Where(pair => pair.Value is { IsDue: true, IsTaken: false }))
            {
                due.Add(enforcer.Take(id, clock));
            }

            return due;
        }
    }

    /// <summary>Takes note that something was written, or that there was no room for it.</summary>
    public void Written(EnforcerId id, bool hasRoom)
    {
        lock (gate)
        {
            tracked[id].Written(hasRoom);
        }
    }

    /// <summary>Takes note that something could not be written.</summary>
    public void Failed(EnforcerId id)
    {
        lock (gate)
        {
            tracked[id].Failed();
        }
    }

    private TrackedEnforcer? Find(EnforcerId id)
    {
        if (tracked.TryGetValue(id, out var enforcer))
        {
            return enforcer;
        }

        // An account has room for so many in storage, and takes no more from the others here, however many keys it makes.
        var key = (id.Account, id.Key);
        if (tracked.Count >= most
            || ofKeys.GetValueOrDefault(key) >= EnforcerRoom.OfKey
            || ofAccounts.GetValueOrDefault(id.Account) >= EnforcerRoom.OfAccount)
        {
            return null;
        }

        CollectionsMarshal.GetValueRefOrAddDefault(ofKeys, key, out _)++;
        CollectionsMarshal.GetValueRefOrAddDefault(ofAccounts, id.Account, out _)++;
        return tracked[id] = new();
    }

    private void Tidy()
    {
        if (clock.GetElapsedTime(tidiedAt) < Interval)
        {
            return;
        }

        tidiedAt = clock.GetTimestamp();
        var gone = tracked.Where(pair => IsGone(pair.Value)).Select(pair => pair.Key).ToList();
        foreach (var id in gone)
        {
            tracked.Remove(id);
            CountDown(ofKeys, (id.Account, id.Key));
            CountDown(ofAccounts, id.Account);
        }
    }

    private static void CountDown<TKey>(Dictionary<TKey, int> counts, TKey of)
        where TKey : notnull
    {
        if (--CollectionsMarshal.GetValueRefOrAddDefault(counts, of, out _) == 0)
        {
            counts.Remove(of);
        }
    }

    private bool IsGone(TrackedEnforcer enforcer) =>
        enforcer is { IsDue: false, IsTaken: false } && enforcer.Unseen(clock) > TrackedFor;
}
