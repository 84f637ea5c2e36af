using System.Net;
using BenchmarkDotNet.Attributes;

namespace IpAccess.Benchmarks;

/// <summary>The look-ups of <see cref="FindBenchmarks"/> as a search for the first network that contains the client.</summary>
public class LinearBenchmarks
{
    private const int Clients = 1 << 12;
    private IPAddress[] clients = [];
    private IPNetwork[] networks = [];
    private IPNetwork2[] networks2 = [];
    private int next;

    /// <summary>How many networks are searched.</summary>
    [Params(10, 1_000)]
    public int Rules { get; set; }

    /// <summary>The family of them all.</summary>
    [Params(false, true)]
    public bool IPv6 { get; set; }

    /// <summary>Makes networks and clients.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var rules = SampleNetworks.Sorted(Rules, IPv6);
        clients = [.. SampleNetworks.Clients(rules, Clients, IPv6).Select(SocketAddress.Of)];
        networks = [.. rules.Select(rule => new IPNetwork(SocketAddress.Of(rule.First), rule.PrefixLength))];
        networks2 = [.. rules.Select(rule => new IPNetwork2(SocketAddress.Of(rule.First), rule.PrefixLength))];
    }

    /// <summary>In the platform's networks.</summary>
    [Benchmark]
    public int SystemNet()
    {
        var client = clients[next++ & (Clients - 1)];
        return Array.FindIndex(networks, network => network.Contains(client));
    }

    /// <summary>In those of the library IPNetwork2.</summary>
    [Benchmark]
    public int IPNetwork2()
    {
        var client = clients[next++ & (Clients - 1)];
        return Array.FindIndex(networks2, network => network.Contains(client));
    }
}
