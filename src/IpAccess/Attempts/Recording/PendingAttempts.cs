using System.Runtime.InteropServices;
using IpAccess.Attempts.Entries;
using IpAccess.Checks;
using IpAccess.Decisions;

namespace IpAccess.Attempts.Recording;

/// <summary>
/// Attempts in memory that no queue has yet, those of the same key taken together. Of keys that are not there, only so many
/// find room: entries that were taken out count until they are released.
/// </summary>
/// <param name="most">The entries, at most.</param>
/// <param name="meter">Counts what finds no room.</param>
internal sealed class PendingAttempts(int most, AttemptMeter meter)
{
    private readonly Lock gate = new();
    private Dictionary<PendingKey, Tally> pending = new(PendingKey.Comparer.Instance);
    private int taken;
    private long dropped;
    private bool isClosed;

    /// <summary>Whether nothing is there, and nothing taken out.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return pending.Count + taken == 0;
            }
        }
    }

    /// <summary>Counts an attempt.</summary>
    public void Add(string account, Question question, in Decision decision, long at)
    {
        var key = new PendingKey(account, new(question.Client, question.Surface, question.Method));
        if (!TryAdd(key, question, decision, at))
        {
            meter.Drop(1);
        }
    }

    /// <summary>Takes all entries out.</summary>
    public IReadOnlyList<AccountAttempt> Take()
    {
        Dictionary<PendingKey, Tally> all;
        lock (gate)
        {
            // The next will be about as many.
            (all, pending) = (pending, new(pending.Count, PendingKey.Comparer.Instance));
            taken += all.Count;
        }

        // Outside the lock: who records an attempt must not wait for the entries of all others to be made.
        List<AccountAttempt> entries =
            [.. all.SelectMany(pair => pair.Value.ToAttempts(pair.Key.Key), (pair, attempt) => new AccountAttempt(pair.Key.Account, attempt))];
        Release(all.Count - entries.Count);
        return entries;
    }

    /// <summary>Puts an entry back that was taken out.</summary>
    public void PutBack(AccountAttempt entry)
    {
        lock (gate)
        {
            // It has its room from before: putting it back must not fail, however full memory is by now.
            taken--;
            CollectionsMarshal.GetValueRefOrAddDefault(pending, new(entry.Account, entry.Attempt.Key), out _).Add(entry.Attempt);
        }
    }

    /// <summary>Makes room again for entries that were taken out.</summary>
    public void Release(int entries)
    {
        lock (gate)
        {
            taken -= entries;
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

    /// <summary>Counts attempts that were taken out, and are given up.</summary>
    public void Drop(long attempts) => meter.Drop(attempts);

    /// <summary>Finds room for nothing from now on.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
        }
    }

    private bool TryAdd(in PendingKey key, Question question, in Decision decision, long at)
    {
        lock (gate)
        {
            // One of a key that is there takes no room: who is attacked by one address loses none of its counts.
            var isTaken = !isClosed && (pending.Count + taken < most || pending.ContainsKey(key));
            if (isTaken)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(pending, key, out _).Add(question, decision, at);
                return true;
            }

            dropped++;
            return false;
        }
    }
}

/// <summary>An entry, and whose door it was.</summary>
/// <param name="Attempt">The attempt, or several of the same key.</param>
internal readonly record struct AccountAttempt(string Account, Attempt Attempt);
