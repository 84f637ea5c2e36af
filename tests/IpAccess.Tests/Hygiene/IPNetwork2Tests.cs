using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using IpAccess.Hygiene;
using IpAccess.Tests.Http;

namespace IpAccess.Tests.Hygiene;

/// <summary>What is odd about the package IPNetwork2, and why <see cref="AddressCount"/> gives it nothing but a size.</summary>
public sealed class IPNetwork2Tests
{
    [Theory]
    [InlineData("10.1.2.3", "10.0.0.0/8")]
    [InlineData("172.16.0.1", "172.16.0.0/16")]
    [InlineData("1", "0.0.0.0/8")]
    [InlineData("192.168/16", "192.0.0.0/16")]
    [InlineData("::1", "::/64")]
    [InlineData("10.1.2.3/24", "10.1.2.0/24")]
    [SuppressMessage("ApiDesign", "RS0030", Justification = "This shows why it is banned.")]
    public void It_reads_a_text_as_a_network_that_nobody_wrote(string text, string network) =>
        Assert.Equal(network, IPNetwork2.Parse(text).ToString());

    [Theory]
    [InlineData("10.1.2.3", 8, "10.0.0.0/8")]
    [InlineData("2001:db8::1", 32, "2001:db8::/32")]
    public void It_drops_host_bits_without_a_word(string address, byte prefix, string network) =>
        Assert.Equal(network, Of(address, prefix).ToString());

    [Theory]
    [InlineData("0.0.0.0", 0, 32)]
    [InlineData("0.0.0.0", 30, 2)]
    [InlineData("0.0.0.0", 31, 1)]
    [InlineData("0.0.0.0", 32, 0)]
    [InlineData("::", 0, 128)]
    [InlineData("::", 127, 1)]
    [InlineData("::", 128, 0)]
    public void Its_total_is_every_address_of_the_block(string address, byte prefix, int exponent) =>
        Assert.Equal(BigInteger.Pow(2, exponent), Of(address, prefix).Total);

    [Theory]
    [InlineData("0.0.0.0", 0, "4294967294")]
    [InlineData("0.0.0.0", 30, "2")]
    [InlineData("0.0.0.0", 31, "2")]
    [InlineData("0.0.0.0", 32, "1")]
    [InlineData("::", 126, "4")]
    [InlineData("::", 0, "340282366920938463463374607431768211456")]
    public void What_it_calls_usable_lacks_the_ends_of_an_IPv4_network_of_four_or_more(string address, byte prefix, string usable) =>
        Assert.Equal(usable, Of(address, prefix).Usable.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void Mapped_addresses_are_IPv6_to_it()
    {
        Assert.Equal("::ffff:0:0/96", IPNetwork2.IANA6_IPV4_MAPPED.ToString());
        Assert.Equal(BigInteger.Pow(2, 32), IPNetwork2.IANA6_IPV4_MAPPED.Total);
        Assert.Equal(AddressFamily.InterNetworkV6, new IPNetwork2(Sockets.AddressOf("10.0.0.0").MapToIPv6(), 104).AddressFamily);
        Assert.False(IPNetwork2.IANA6_IPV4_MAPPED.Contains(Of("10.0.0.0", 8)));
    }

    [Fact]
    public void It_finds_a_network_inside_one_of_the_other_family() => Assert.True(Of("::", 0).Contains(Of("0.0.0.0", 0)));

    [Fact]
    public void Beside_all_of_IPv6_its_supernets_lose_IPv4()
    {
        Assert.True(IPNetwork2.TrySupernet([Of("0.0.0.0", 0), Of("::", 0)], out var supernets));
        Assert.Equal(["::/0"], supernets!.Select(network => network.ToString()));
    }

    private static IPNetwork2 Of(string address, byte prefix) => new(Sockets.AddressOf(address), prefix);
}
