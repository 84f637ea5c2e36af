using BenchmarkDotNet.Attributes;
using IpAccess.Networks;

namespace IpAccess.Benchmarks;

/// <summary>One look-up in <see cref="NetworkIndex"/>, hits and misses mixed.</summary>
public class FindBenchmarks
{
    private const int Clients = 1 << 16;
    private Address[] clients = [];
    private NetworkIndex index = NetworkIndex.Build([]);
    private int next;

    /// <summary>How many networks are searched.</summary>
    [Params(10, 1_000, 1_000_000)]
    public int Rules { get; set; }

    /// <summary>The family of them all.</summary>
    [Params(false, true)]
    public bool IPv6 { get; set; }

    /// <summary>Makes networks and clients.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var networks = SampleNetworks.Sorted(Rules, IPv6);
        index = NetworkIndex.Build(networks);
        clients = SampleNetworks.Clients(networks, Clients, IPv6);
    }

    /// <summary>Longest-prefix match.</summary>
    [Benchmark]
    public int Find() => index.Find(clients[next++ & (Clients - 1)]);
}
