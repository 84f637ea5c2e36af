namespace IpAccess.Storage.Caching;

/// <summary>
/// Bounds the reads for keys that memory does not know: anyone can ask for any number of them. Who finds no place waits for one,
/// but not for long.
/// </summary>
internal sealed class ColdReads(int most, TimeSpan longestWait) : IDisposable
{
    private readonly SemaphoreSlim places = new(most);

    /// <summary>Runs a read when there is a place for it.</summary>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> read)
    {
        if (!await places.WaitAsync(longestWait))
        {
            throw new TimeoutException("Too many unknown keys are looked up at the same time.");
        }

        try
        {
            return await read();
        }
        finally
        {
            places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();
}
