using BenchmarkDotNet.Attributes;
using IpAccess.Networks;

namespace IpAccess.Benchmarks;

/// <summary>Building an index, and reading a paste of the same networks.</summary>
[MemoryDiagnoser]
public class BuildBenchmarks
{
    private Network[] networks = [];
    private string paste = string.Empty;

    /// <summary>How many networks.</summary>
    [Params(10, 1_000, 1_000_000)]
    public int Rules { get; set; }

    /// <summary>The family of them all.</summary>
    [Params(false, true)]
    public bool IPv6 { get; set; }

    /// <summary>Makes the networks and their text.</summary>
    [GlobalSetup]
    public void Setup()
    {
        networks = SampleNetworks.Sorted(Rules, IPv6);
        paste = string.Join('\n', networks);
    }

    /// <summary>The index of all networks; returns its size in bytes.</summary>
    [Benchmark]
    public long Build() => NetworkIndex.Build(networks).ApproximateBytes;

    /// <summary>Every item of the paste.</summary>
    [Benchmark]
    public int Parse() => NetworkPaste.Parse(paste).Count(item => item.Fault is null);
}
