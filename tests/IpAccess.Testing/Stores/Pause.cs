using IpAccess.Storage;

namespace IpAccess.Testing.Stores;

/// <summary>One reading or writing of tables that waits until it is told to go on, however much happens meanwhile.</summary>
internal sealed class Pause
{
    private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int operations;

    /// <summary>Lets the nth operation wait, the end of a range counted as one.</summary>
    public Pause(ITables tables, int nth)
    {
        Task Count(string table, string partition)
        {
            if (Interlocked.Increment(ref operations) != nth)
            {
                return Task.CompletedTask;
            }

            arrived.SetResult();
            return released.Task;
        }

        Tables = new(tables) { BeforeRead = Count, AfterRange = Count, BeforeWrite = Count };
    }

    /// <summary>The tables, with the pause.</summary>
    public ScriptedTables Tables { get; }

    /// <summary>Waits until some work waits there; false where it ended before it came so far.</summary>
    public async Task<bool> IsReachedByAsync(Task work) => await Task.WhenAny(work, arrived.Task) == arrived.Task;

    public void Release() => released.SetResult();
}
