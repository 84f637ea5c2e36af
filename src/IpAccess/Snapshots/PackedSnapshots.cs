using IpAccess.Storage;

namespace IpAccess.Snapshots;

/// <summary>
/// The packed content of snapshots in memory, the latest of each account: a thousand apps that poll do not pack a thousand times.
/// What is asked for while it is being packed is waited for, and two are packed at a time. What waits for its turn is not packed any more
/// once another content of the account is asked for: a list that changes faster than it is packed keeps no others waiting.
/// </summary>
/// <param name="most">The bytes that all of them may take. One that is larger alone is given to whoever waits for it, and not kept.</param>
internal sealed class PackedSnapshots(long most) : IDisposable
{
    private const int PackedAtOnce = 2;

    // What an entry takes beside its content, about.
    private const int EntryBytes = 512;

    private readonly SemaphoreSlim places = new(PackedAtOnce);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private long bytes;
    private long uses;

    /// <summary>The packed content of a snapshot.</summary>
    /// <param name="account">Its account.</param>
    /// <param name="identity">What tells its content from any other.</param>
    /// <param name="pack">Packs it, where that has not been done.</param>
    /// <param name="cancellationToken">Stops the waiting; the packing goes on for others.</param>
    /// <returns>It; null where another content of the account was asked for before the turn of this came.</returns>
    public Task<byte[]?> GetAsync(string account, string identity, Func<Task<byte[]>> pack, CancellationToken cancellationToken) =>
        FindOrBegin(account, identity, pack).WaitAsync(cancellationToken);

    public void Dispose() => places.Dispose();

    private Task<byte[]?> FindOrBegin(string account, string identity, Func<Task<byte[]>> pack)
    {
        lock (gate)
        {
            if (entries.GetValueOrDefault(account) is not { } entry || entry.Identity != identity)
            {
                Remove(account);
                entry = new(identity);
                entries.Add(account, entry);
                _ = Task.Run(() => PackAsync(account, entry, pack), CancellationToken.None);
            }

            entry.LastUse = ++uses;
            return entry.Packed.Task;
        }
    }

    private async Task PackAsync(string account, Entry entry, Func<Task<byte[]>> pack)
    {
        // It is for all who wait, and takes as long as the list is long.
        StorageBudget.Leave();
        var packing = InTurnAsync(account, entry, pack);
        await ((Task)packing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Keep(account, entry, packing);
        entry.Packed.SetFromTask(packing);

        // Nobody may be waiting any more: a fault that is seen by nobody must not be reported as one.
        _ = entry.Packed.Task.Exception;
    }

    private async Task<byte[]?> InTurnAsync(string account, Entry entry, Func<Task<byte[]>> pack)
    {
        await places.WaitAsync();
        try
        {
            return IsLatest(account, entry) ? await pack() : null;
        }
        finally
        {
            places.Release();
        }
    }

    private bool IsLatest(string account, Entry entry)
    {
        lock (gate)
        {
            return entries.GetValueOrDefault(account) == entry;
        }
    }

    private void Keep(string account, Entry entry, Task<byte[]?> packing)
    {
        lock (gate)
        {
            // Another content may have come meanwhile.
            if (entries.GetValueOrDefault(account) != entry)
            {
                return;
            }

            if (!packing.IsCompletedSuccessfully || packing.Result is not { } content || content.Length > most - EntryBytes)
            {
                Remove(account);
                return;
            }

            entry.Bytes = content.Length + EntryBytes;
            bytes += entry.Bytes;
            while (bytes > most)
            {
                Remove(entries.Where(pair => pair.Value.Bytes > 0 && pair.Value != entry).MinBy(pair => pair.Value.LastUse).Key);
            }
        }
    }

    private void Remove(string account)
    {
        if (entries.Remove(account, out var removed))
        {
            bytes -= removed.Bytes;
        }
    }

    private sealed class Entry(string identity)
    {
        public string Identity => identity;

        public TaskCompletionSource<byte[]?> Packed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>What it takes in memory; 0 while it is being packed.</summary>
        public long Bytes { get; set; }

        public long LastUse { get; set; }
    }
}
