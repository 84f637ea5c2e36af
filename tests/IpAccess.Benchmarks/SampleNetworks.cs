using IpAccess.Networks;

namespace IpAccess.Benchmarks;

/// <summary>Seeded lists as customers have them (mostly single addresses and /24, or IPv6 /64 and /48), and clients to look up.</summary>
internal static class SampleNetworks
{
    private static readonly int[] IPv4Lengths = [32, 32, 32, 32, 32, 24, 24, 24, 16, 28];
    private static readonly int[] IPv6Lengths = [128, 128, 64, 64, 64, 64, 48, 48, 56, 32];

    /// <summary>So many distinct networks of one family, in order.</summary>
    public static Network[] Sorted(int count, bool isIPv6)
    {
        var random = new Random(count);
        var networks = new HashSet<Network>();
        while (networks.Count < count)
        {
            _ = networks.Add(Any(random, isIPv6));
        }

        return [.. networks.Order()];
    }

    /// <summary>Clients in random order, half of them inside the networks, the others anywhere.</summary>
    public static Address[] Clients(Network[] networks, int count, bool isIPv6)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(number => number % 2 == 0
            ? networks[random.Next(networks.Length)].Last
            : Any(random, isIPv6).First)];
    }

    // IPv6 within 2000::/3, as all assigned addresses are.
    private static Network Any(Random random, bool isIPv6)
    {
        var bits = (ulong)random.NextInt64();
        return isIPv6
            ? Network.IPv6(new UInt128(0x2000_0000_0000_0000 | (bits >> 2), (ulong)random.NextInt64()), IPv6Lengths[random.Next(10)])
            : Network.IPv4((uint)bits, IPv4Lengths[random.Next(10)]);
    }
}
