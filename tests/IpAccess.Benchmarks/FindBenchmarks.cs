using BenchmarkDotNet.Attributes;
using IpAccess.Networks;

namespace IpAccess.Benchmarks;

/// <summary>One look-up, hits and misses mixed, in <see cref="NetworkIndex"/> and in a linear search with two libraries.</summary>
public class FindBenchmarks
{
    private const int Clients = 1 << 16;
    private readonly Address[] addresses = new Address[Clients];
    private readonly System.Net.IPAddress[] socketAddresses = new System.Net.IPAddress[Clients];
    private NetworkIndex index = NetworkIndex.Build([]);
    private System.Net.IPNetwork[] systemNetworks = [];
    private System.Net.IPNetwork2[] networks2 = [];
    private int next;

    /// <summary>How many networks are searched.</summary>
    [Params(10, 1_000, 1_000_000)]
    public int Rules { get; set; }

    /// <summary>The family of them all.</summary>
    [Params(false, true)]
    public bool IPv6 { get; set; }

    /// <summary>Makes networks and clients; the linear searches get at most a thousand networks.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var networks = SampleNetworks.Sorted(Rules, IPv6);
        index = NetworkIndex.Build(networks);
        SampleNetworks.Clients(networks, Clients, IPv6).CopyTo(addresses, 0);
        for (var client = 0; client < Clients; client++)
        {
            socketAddresses[client] = SocketAddress.Of(addresses[client]);
        }

        systemNetworks = [.. networks.Take(1_000).Select(network => new System.Net.IPNetwork(SocketAddress.Of(network.First), network.PrefixLength))];
        networks2 = [.. networks.Take(1_000).Select(network => new System.Net.IPNetwork2(SocketAddress.Of(network.First), network.PrefixLength))];
    }

    /// <summary>Longest-prefix match.</summary>
    [Benchmark(Baseline = true)]
    public int Index() => index.Find(addresses[next++ & (Clients - 1)]);

    /// <summary>The first of at most a thousand networks that contains the client.</summary>
    [Benchmark]
    public int LinearSystemNet()
    {
        var address = socketAddresses[next++ & (Clients - 1)];
        return Array.FindIndex(systemNetworks, network => network.Contains(address));
    }

    /// <summary>The first of at most a thousand networks that contains the client.</summary>
    [Benchmark]
    public int LinearIPNetwork2()
    {
        var address = socketAddresses[next++ & (Clients - 1)];
        return Array.FindIndex(networks2, network => network.Contains(address));
    }
}
