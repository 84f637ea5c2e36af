using IpAccess.Networks;

namespace IpAccess.Tests.Networks;

/// <summary>
/// How many networks are needed at least, found by trying all: each block of a small universe may have a network of its own,
/// with any of the ends, or none.
/// </summary>
/// <param name="networks">The networks to do the same as.</param>
internal sealed class FewestNetworks(IReadOnlyList<TimedNetwork> networks)
{
    private const int Impossible = 1_000_000;
    private static readonly long[] Ends = [long.MinValue, 1, 2, 3, long.MaxValue];
    private readonly Dictionary<(UInt128 Bits, int Length, long Until), int> known = [];

    /// <summary>How many are needed in the universes of <see cref="NetworkGen.Dense"/>.</summary>
    public int Count() =>
        Count(0x0a000000, 27, 32, 32, Ends[0])
        + Count(new UInt128(0x20010db800000000, 0), 123, 128, 128, Ends[0])
        + Count(new UInt128(0, 0xffe0_0000_0000), 91, 96, 128, Ends[0]);

    /// <summary>The end of an address.</summary>
    public static long EndOf(Address address, IEnumerable<TimedNetwork> networks) => networks
        .Where(timed => timed.Network.Contains(address))
        .Select(timed => timed.Until ?? long.MaxValue)
        .DefaultIfEmpty(long.MinValue)
        .Max();

    private int Count(UInt128 bits, int length, int leafLength, int width, long around)
    {
        if (!known.TryGetValue((bits, length, around), out var least))
        {
            least = Ends.Min(end => (end == Ends[0] ? 0 : 1) + CountInside(bits, length, leafLength, width, Math.Max(around, end)));
            known.Add((bits, length, around), least);
        }

        return least;
    }

    // A leaf is one address, or a /96 whose addresses are all alike. Those of ::ffff:0:0/96 are no IPv6 addresses.
    private int CountInside(UInt128 bits, int length, int leafLength, int width, long until)
    {
        if (length < leafLength)
        {
            var upper = bits | (UInt128.One << (width - length - 1));
            return Count(bits, length + 1, leafLength, width, until) + Count(upper, length + 1, leafLength, width, until);
        }

        var address = width == 32 ? Address.IPv4((uint)bits) : Address.IPv6(bits);
        return address.Width != width || EndOf(address, networks) == until ? 0 : Impossible;
    }
}
