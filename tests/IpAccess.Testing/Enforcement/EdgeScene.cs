using IpAccess.Networks;

namespace IpAccess.Testing.Enforcement;

/// <summary>
/// A list, and addresses around the edges of its networks, with what is to become of them: the same for everything that enforces a list.
/// Always the same for the same numbers.
/// </summary>
internal sealed class EdgeScene
{
    private const int PartOfAlike = 100;

    private EdgeScene(IReadOnlyList<string> networks, IReadOnlyList<string> addresses)
    {
        Networks = networks;
        var naive = NaiveList.Of(networks);
        Clients = [.. addresses.AsParallel().AsOrdered().Select(address => new EdgeClient(address, naive.Holds(address)))];
    }

    /// <summary>The networks in the order of a list; some lie in others, some side by side.</summary>
    public IReadOnlyList<string> Networks { get; }

    /// <summary>The addresses, each once, in no order.</summary>
    public IReadOnlyList<EdgeClient> Clients { get; }

    /// <summary>All networks as a paste.</summary>
    public string Paste => string.Join('\n', Networks);

    /// <summary>A list of this many networks, and this many addresses around their edges.</summary>
    public static EdgeScene Make(int networks = 10_000, int addresses = 20_000)
    {
        var random = new Random(networks);
        var made = new HashSet<Network>
        {
            // Around the mapped addresses, which lie in no IPv6 network, as large as a rule may be without saying so.
            Network.IPv6(new UInt128(0, 0xfffe_0000_0000), 95),
            Network.IPv6(UInt128.Zero, 127),
            Network.IPv4(0, 31),
            Network.IPv4(uint.MaxValue, 32),
            Network.IPv6(UInt128.MaxValue, 128),
        };
        while (made.Count < networks)
        {
            made.Add(Next(random, made));
        }

        var list = made.Order().ToList();
        var edges = list.SelectMany(EdgesOf).Distinct().ToArray();
        random.Shuffle(edges);
        var alike = edges.Where(edge => edge.IsIPv4).SelectMany(AlikeOf).Distinct().Take(addresses / PartOfAlike).ToList();
        var clients = alike.Concat(edges.Except(alike)).Take(addresses);
        return new([.. list.Select(network => network.ToString())], [.. clients.Select(address => address.ToString())]);
    }

    // A tenth beside the one before, so that there are neighbours; the others in a space so small that many lie in others.
    private static Network Next(Random random, HashSet<Network> made)
    {
        if (random.Next(10) == 0)
        {
            var before = made.Last();
            return before.First.IsIPv4
                ? Network.IPv4((uint)(before.LastBits + UInt128.One), before.PrefixLength)
                : Network.IPv6(before.LastBits + UInt128.One, before.PrefixLength);
        }

        var bits = (uint)random.NextInt64(0x2d00_0000, 0x2e80_0000);
        return random.Next(3) == 0
            ? Network.IPv6(new UInt128(0x2001_0db8_0000_0000UL | bits, (ulong)random.NextInt64() << 1), random.Next(3) == 0 ? 128 : random.Next(48, 65))
            : Network.IPv4(bits, random.Next(3) == 0 ? 32 : random.Next(20, 31));
    }

    // The IPv6 addresses that some programs take for the IPv4 one in them: 6to4 (RFC 3056), and the compatible one of RFC 4291.
    private static Address[] AlikeOf(Address ipv4) =>
        [Address.IPv6(new UInt128(0x2002_0000_0000_0000 | ((ulong)ipv4.Bits << 16), 1)), Address.IPv6(ipv4.Bits)];

    private static IEnumerable<Address> EdgesOf(Network network)
    {
        UInt128[] edges = [network.First.Bits - UInt128.One, network.First.Bits, network.LastBits, network.LastBits + UInt128.One];
        return edges.Select(bits => network.First.IsIPv4 ? Address.IPv4((uint)bits) : Address.IPv6(bits));
    }
}

/// <summary>An address, and whether the list lets it in.</summary>
internal sealed record EdgeClient(string Address, bool IsLetIn);
