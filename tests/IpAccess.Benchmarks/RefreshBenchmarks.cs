using BenchmarkDotNet.Attributes;

namespace IpAccess.Benchmarks;

/// <summary>
/// One poll of an app, over a connection that stays open, to where the list changed and to where it did not. What it allocates for a
/// list that changed is mostly the list, which stays.
/// </summary>
[MemoryDiagnoser]
public class RefreshBenchmarks
{
    private RefreshScene scene = null!;

    /// <summary>The rules of the list.</summary>
    [Params(10, 10_000, 1_000_000)]
    public int Rules { get; set; }

    /// <summary>Starts what answers.</summary>
    [GlobalSetup]
    public async Task SetupAsync() => scene = await RefreshScene.StartAsync(Rules);

    /// <summary>Stops it.</summary>
    [GlobalCleanup]
    public ValueTask CleanupAsync() => scene.DisposeAsync();

    /// <summary>The list changed: it is fetched and read.</summary>
    [Benchmark]
    public async Task<object> ChangedAsync() => await scene.Question.AskAsync(known: null, CancellationToken.None);

    /// <summary>It did not: 304.</summary>
    [Benchmark]
    public async Task<object> UnchangedAsync() => await scene.Question.AskAsync(scene.Known, CancellationToken.None);
}
