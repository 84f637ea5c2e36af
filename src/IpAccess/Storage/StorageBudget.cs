namespace IpAccess.Storage;

/// <summary>
/// The time that one request may wait for storage: five seconds in all, however many operations and tries that takes. What is
/// done meanwhile, and what the client takes for sending and receiving, does not count. It goes along with the request's own
/// calls (an <see cref="AsyncLocal{T}"/>); work of nobody's request, such as maintenance, has none.
/// </summary>
internal sealed class StorageBudget(TimeProvider clock)
{
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(5);
    private static readonly AsyncLocal<StorageBudget?> Ambient = new();
    private readonly Lock gate = new();
    private TimeSpan spent;
    private long since;
    private int waiting;

    /// <summary>The budget of the request at work; null for none.</summary>
    public static StorageBudget? Current => Ambient.Value;

    private TimeSpan Left
    {
        get
        {
            lock (gate)
            {
                return Whole - spent - (waiting > 0 ? clock.GetElapsedTime(since) : TimeSpan.Zero);
            }
        }
    }

    /// <summary>Gives the calls of the running method a budget from here on. Its caller has what it had before.</summary>
    public static void Enter(TimeProvider clock) => Ambient.Value = new(clock);

    /// <summary>Frees the calls of the running method from the budget of whose request they are made in.</summary>
    public static void Leave() => Ambient.Value = null;

    /// <summary>Waits for storage at the expense of the budget of the request at work; where there is none, just waits.</summary>
    /// <exception cref="TimeoutException">The budget is used up.</exception>
    public static Task<T> SpendCurrentAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken) =>
        Current?.SpendAsync(operation, cancellationToken) ?? operation(cancellationToken);

    /// <summary>Waits for storage at the expense of the budget.</summary>
    /// <exception cref="TimeoutException">The budget is used up.</exception>
    public async Task<T> SpendAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        var left = Left;
        if (left <= TimeSpan.Zero)
        {
            throw UsedUp();
        }

        using var end = new CancellationTokenSource(left, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        Begin();
        try
        {
            return await operation(either.Token);
        }
        catch (Exception exception) when (end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw UsedUp(exception);
        }
        finally
        {
            End();
        }
    }

    private static TimeoutException UsedUp(Exception? exception = null) =>
        new("Storage did not answer in the five seconds that a request waits for it.", exception);

    // Operations side by side wait through the same time, which counts once.
    private void Begin()
    {
        lock (gate)
        {
            if (waiting++ == 0)
            {
                since = clock.GetTimestamp();
            }
        }
    }

    private void End()
    {
        lock (gate)
        {
            if (--waiting == 0)
            {
                spent += clock.GetElapsedTime(since);
            }
        }
    }
}
