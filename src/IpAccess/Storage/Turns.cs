namespace IpAccess.Storage;

/// <summary>
/// Lets the writers of one partition in this process go one after the other, so that they do not lose races among themselves.
/// It is a courtesy only: what must not happen is prevented by ETags.
/// </summary>
internal sealed class Turns
{
    private const int Lanes = 256;
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim[] lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for a turn, but not for long.</summary>
    /// <returns>What ends the turn when it is disposed.</returns>
    public async Task<IDisposable> TakeAsync(string partition, CancellationToken cancellationToken)
    {
        var lane = lanes[(uint)partition.GetHashCode(StringComparison.Ordinal) % Lanes];
        var isTaken = await lane.WaitAsync(MostPatience, cancellationToken);
        return new Turn(isTaken ? lane : null);
    }

    private sealed class Turn(SemaphoreSlim? lane) : IDisposable
    {
        public void Dispose() => lane?.Release();
    }
}
