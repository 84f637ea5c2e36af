using IpAccess.Storage;

namespace IpAccess.Health;

/// <summary>
/// What storage said a moment ago of whether the service is ready. Anyone may ask, as often as he likes: storage is asked once a
/// second at most, and by one at a time.
/// </summary>
internal sealed class RecentReadiness(Readiness readiness, TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private (long At, Task<IReadOnlyList<string>> Asked)? latest;

    /// <summary>The names of the parts that fail; none where the service is ready.</summary>
    public Task<IReadOnlyList<string>> FailingAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (latest is not var (at, asked) || (asked.IsCompleted && clock.GetElapsedTime(at) >= Remembered))
            {
                (_, asked) = (latest = (clock.GetTimestamp(), AskAsync())).Value;
            }

            return asked.WaitAsync(cancellationToken);
        }
    }

    // For all who wait, and not at the expense of the one who came first.
    private async Task<IReadOnlyList<string>> AskAsync()
    {
        StorageBudget.Leave();
        return await readiness.FailingAsync(CancellationToken.None);
    }
}
