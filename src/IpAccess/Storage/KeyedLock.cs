namespace IpAccess.Storage;

/// <summary>
/// A lock for each key, striped: the writers of one key in this process go one after the other, so that they do not lose
/// races among themselves. It is a courtesy only: what must not happen is prevented by ETags.
/// </summary>
internal sealed class KeyedLock
{
    private const int Stripes = 256;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim[] stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for the lock, five seconds at most.</summary>
    /// <returns>What lets it go when it is disposed; also where it was not had in time.</returns>
    public async Task<IDisposable> AcquireAsync(string key, CancellationToken cancellationToken)
    {
        var stripe = stripes[(uint)key.GetHashCode(StringComparison.Ordinal) % Stripes];
        var isAcquired = await stripe.WaitAsync(LongestWait, cancellationToken);
        return new Held(isAcquired ? stripe : null);
    }

    private sealed class Held(SemaphoreSlim? stripe) : IDisposable
    {
        public void Dispose() => stripe?.Release();
    }
}
