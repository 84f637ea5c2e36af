using System.Globalization;
using System.Numerics;
using CsCheck;
using IpAccess.Hygiene;
using IpAccess.Networks;
using IpAccess.Testing;
using IpAccess.Tests.Networks;

namespace IpAccess.Tests.Hygiene;

public sealed class AddressCountTests
{
    private static readonly BigInteger Mapped = BigInteger.Pow(2, 32);

    [Fact]
    public void It_agrees_with_IPNetwork2_on_any_networks() =>
        NetworkGen.Any.List[0, 24].Sample(
            networks => Assert.Equal(PeerNetworks.Count(networks), AddressCount.Of(networks.Order())),
            iter: Effort.Of(3_000, 300_000),
            print: networks => string.Join(' ', networks));

    [Fact]
    public void It_is_the_same_for_the_smallest_cover() =>
        NetworkGen.Any.List[0, 24].Sample(
            networks => Assert.Equal(
                AddressCount.Of(networks.Order()),
                AddressCount.Of(SmallestCover.Of([.. networks.Select(network => new TimedNetwork(network, null))]).Select(timed => timed.Network))),
            iter: Effort.Of(3_000, 300_000));

    [Fact]
    public void All_addresses_are_those_of_IPv6_since_the_mapped_ones_are_those_of_IPv4() =>
        Assert.Equal(BigInteger.Pow(2, 128), AddressCount.Of([Network.IPv4(0, 0), Network.IPv6(0, 0)]));

    [Theory]
    [InlineData(0, 80, 48)]
    [InlineData(0xfffe_0000_0000, 95, 33)]
    public void Networks_around_the_mapped_block_are_counted_without_it(ulong bits, int length, int exponent) =>
        Assert.Equal(BigInteger.Pow(2, exponent) - Mapped, AddressCount.Of([Network.IPv6(bits, length)]));

    [Fact]
    public void Nothing_has_no_addresses() => Assert.Equal("0", AddressCount.Of([]).ToString(CultureInfo.InvariantCulture));
}
