using CsCheck;
using IpAccess.Networks;

namespace IpAccess.Tests.Networks;

/// <summary>Random networks that meet: they nest, touch, and go around the mapped addresses.</summary>
internal static class NetworkGen
{
    /// <summary>Networks in five bits of IPv4, in five bits of IPv6, and in the five bits of IPv6 that end with <c>::ffff:0:0/96</c>.</summary>
    public static Gen<Network> Dense { get; } = Gen.OneOf(
        Gen.Select(Gen.UInt[0, 31], Gen.Int[27, 32], (bits, length) => Network.IPv4(0x0a000000 | bits, length)),
        Gen.Select(Gen.UInt[0, 31], Gen.Int[123, 128], (bits, length) => Network.IPv6(new UInt128(0x20010db800000000, bits), length)),
        Gen.Select(Gen.UInt[0, 31], Gen.Int[91, 96], (bits, length) => Network.IPv6(new UInt128(0, 0xffe0_0000_0000 | ((ulong)bits << 32)), length)))
        .Where(network => network.PrefixLength > 0);

    /// <summary>Any networks, dense ones and ones of all sizes.</summary>
    public static Gen<Network> Any { get; } = Gen.Frequency(
        (4, Dense),
        (1, Gen.Select(Gen.UInt, Gen.Int[0, 32], Network.IPv4)),
        (1, Gen.Select(Gen.OneOf(0u, 0x80000000, uint.MaxValue), Gen.Int[0, 32], Network.IPv4)),
        (1, Gen.Select(Gen.UInt128, Gen.Int[0, 128], Network.IPv6)),
        (2, Gen.Select(Gen.OneOf(UInt128.Zero, UInt128.MaxValue, Address.MappedPrefix - UInt128.One, Address.MappedPrefix), Gen.Int[0, 128], Network.IPv6)));

    /// <summary>A network of these that ends at one of few times, or never.</summary>
    public static Gen<TimedNetwork> Timed(Gen<Network> network) =>
        Gen.Select(network, Gen.OneOf<long?>(null, null, 1, 2, 3), (one, until) => new TimedNetwork(one, until));

    /// <summary>The addresses at the edges of networks, and just beyond them.</summary>
    public static IEnumerable<Address> Edges(IEnumerable<Network> networks) => networks
        .SelectMany(network => Bits(network).Select(bits => network.First.IsIPv4 ? Address.IPv4((uint)bits) : Address.IPv6(bits)))
        .Distinct();

    private static UInt128[] Bits(Network network) =>
        [network.First.Bits - UInt128.One, network.First.Bits, network.LastBits, network.LastBits + UInt128.One];
}
