namespace IpAccess.Storage;

/// <summary>
/// Tells of a fault that may come thousands of times a second: the first time at once, then in a line a period how often it came
/// again, and, after a period without it, that it is over.
/// </summary>
/// <param name="first">Says what happened.</param>
/// <param name="more">Says how often it happened since, and what the last time.</param>
/// <param name="over">Says that it has not happened for a period.</param>
internal sealed class OutageLog(TimeProvider clock, Action<string> first, Action<long, string> more, Action over)
{
    /// <summary>What there is at most one line in, besides the first and the last.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private bool isOpen;
    private long unsaid;
    private string latest = string.Empty;

    /// <summary>Takes note of a fault.</summary>
    /// <param name="what">What happened.</param>
    /// <param name="times">How often.</param>
    public void Tell(string what, long times = 1)
    {
        lock (gate)
        {
            latest = what;
            if (isOpen)
            {
                unsaid += times;
                return;
            }

            isOpen = true;
        }

        first(what);
        _ = FollowAsync();
    }

    private async Task FollowAsync()
    {
        while (true)
        {
            await Task.Delay(Period, clock);
            var (count, what) = TakeUnsaid();
            if (count > 0)
            {
                more(count, what);
            }
            else
            {
                // Whoever tells of a fault from here on begins anew.
                over();
                return;
            }
        }
    }

    private (long Count, string What) TakeUnsaid()
    {
        lock (gate)
        {
            var (count, what) = (unsaid, latest);
            (unsaid, isOpen) = (0, count > 0);
            return (count, what);
        }
    }
}
