using CsCheck;
using IpAccess.Networks;
using IpAccess.Testing;

namespace IpAccess.Tests.Networks;

public sealed class NetworkTextTests
{
    // RFC 5952 sections 4 and 5; its mapped example is IPv4 here.
    [Theory]
    [InlineData("2001:0db8::0001", "2001:db8::1")]
    [InlineData("2001:db8:0:0:0:0:2:1", "2001:db8::2:1")]
    [InlineData("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:0:0:1:0:0:0:1", "2001:0:0:1::1")]
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("2001:DB8:AAAA:BBBB:CCCC:DDDD:EEEE:AAAA", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("64:ff9b::192.0.2.1", "64:ff9b::c000:201")]
    [InlineData("0:0:0:0:0:0:0:0", "::")]
    [InlineData("0:0:0:0:0:0:0:1", "::1")]
    [InlineData("1:0:0:0:0:0:0:0", "1::")]
    [InlineData("0:1:0:1:0:1:0:1", "0:1:0:1:0:1:0:1")]
    [InlineData("::ffff:0:1.2.3.4", "::ffff:0:102:304")]
    public void Output_follows_RFC_5952(string text, string expected)
    {
        Assert.True(NetworkText.TryParseAddress(text, out var address));

        Assert.Equal(expected, $"{address}");
    }

    [Fact]
    public void Any_address_is_written_as_the_naive_formatter_writes_it_and_read_back() =>
        Gen.Select(Gen.UInt128, Gen.Byte).Sample(
            (bits, zeroed) =>
            {
                var address = Address.IPv6(WithZeroGroups(bits, zeroed));
                Assert.True(NetworkText.TryParseAddress($"{address}", out var again));
                Assert.Equal(address, again);
                return address.IsIPv4 || $"{address}" == NaiveGrammar.Format(Bits(address));
            },
            iter: Effort.Of(20_000, 2_000_000));

    [Fact]
    public void Any_network_is_read_back_from_its_text() =>
        Gen.Select(Gen.UInt128, Gen.Byte, Gen.Int[0, 128]).Sample(
            (bits, zeroed, prefixLength) => Same(Network.IPv6(WithZeroGroups(bits, zeroed), prefixLength))
                && Same(Network.IPv4((uint)bits, prefixLength / 4)),
            iter: Effort.Of(20_000, 2_000_000));

    [Fact]
    public void The_default_values_have_no_text_and_hold_nothing()
    {
        Assert.Equal(string.Empty, $"{default(Address)}{default(Network)}");
        Assert.False(default(Network).Contains(default));
        Assert.False(default(Network).Contains(Address.IPv4(0)));
        Assert.Equal(default, Network.Around(default, 24));
        Assert.True(default(Network).Last.IsNone);
    }

    [Theory]
    [InlineData("10.1.2.3", 8, "10.0.0.0/8")]
    [InlineData("2001:db8::1", 32, "2001:db8::/32")]
    public void The_network_around_an_address_has_no_host_bits(string text, int prefixLength, string network)
    {
        Assert.True(NetworkText.TryParseAddress(text, out var address));

        Assert.Equal(network, $"{Network.Around(address, prefixLength)}");
    }

    [Theory]
    [InlineData("10.0.0.0/255.0.0.0", "netmask")]
    [InlineData("10.0.0.0/0.0.0.255", "netmask")]
    [InlineData("10.0.0.0/255.0.255.0", "bad_prefix")]
    [InlineData("10.0.0.0/33", "bad_prefix")]
    [InlineData("10.0.0.0/", "bad_prefix")]
    [InlineData("2001:db8::/129", "bad_prefix")]
    [InlineData("10.0.0.0/08", "leading_zero")]
    [InlineData("10/08", "leading_zero")]
    [InlineData("010.0.0.1", "leading_zero")]
    [InlineData("010.020.0.1", "leading_zero")]
    [InlineData("10.0.0.01/24", "leading_zero")]
    [InlineData("10.0.1", "short_form")]
    [InlineData("10", "short_form")]
    [InlineData("192.168/24", "short_form")]
    [InlineData("*", "wildcard")]
    [InlineData("*.*.*.*", "wildcard")]
    [InlineData("10.*.1.*", "wildcard")]
    [InlineData("10.0.0.*/24", "wildcard")]
    [InlineData("10.0.0.1:80", "port")]
    [InlineData("[2001:db8::1]:80", "port")]
    [InlineData("fe80::1%eth0", "zone")]
    [InlineData("fe80::%eth0/64", "zone")]
    [InlineData("10.0.0.1-10.0.0.9", "range")]
    [InlineData("10.0.0.1 - 10.0.0.9", "range")]
    [InlineData("10.0.0.1\u201310.0.0.9", "range")]
    [InlineData("10.0.0.1~10.0.0.9", "range")]
    [InlineData("10.0.0.1-9", "range")]
    [InlineData("2001:db8:1111:2222:3333:4444:5555:0000 - 2001:db8:1111:2222:3333:4444:5555:ffff", "range")]
    [InlineData("::ffff:203.0.113.0/24", "bad_prefix")]
    [InlineData("::ffff:10.0.0.1/95", "bad_prefix")]
    [InlineData("0:0:0:0:0:FFFF:a00:1/0", "bad_prefix")]
    [InlineData("IPv6:2001:db8::1", "not_an_address")]
    [InlineData("10.0.0.256", "not_an_address")]
    [InlineData("010.0.0.x", "not_an_address")]
    [InlineData("010..0.1", "not_an_address")]
    [InlineData("/24", "not_an_address")]
    [InlineData("0000:0000:0000:0000:0000:ffff:255.255.255.255/129", "bad_prefix")]
    [InlineData("0000:0000:0000:0000:0000:ffff:255.255.255.255/1290", "not_an_address")]
    [InlineData("example.com", "not_an_address")]
    [InlineData("", "not_an_address")]
    [InlineData("10.0.0.1 ", "not_an_address")]
    public void A_refusal_says_what_is_wrong(string text, string code) =>
        Assert.Equal(code, NetworkText.Parse(text, out _)?.Code);

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("2001:db8::/129")]
    public void Only_a_mapped_address_is_told_how_to_write_it(string text) =>
        Assert.Equal(NetworkFault.BadPrefix, NetworkText.Parse(text, out _));

    [Theory]
    [InlineData("10.1.2.3/255.0.0.0", "10.0.0.0/8")]
    [InlineData("10.1.2.3/0.255.255.255", "10.0.0.0/8")]
    [InlineData("10.1.2.3/127.255.255.255", "0.0.0.0/1")]
    [InlineData("10.1.2.3/255.255.255.255", "10.1.2.3/32")]
    [InlineData("::ffff:10.1.2.3/255.255.255.254", "10.1.2.2/31")]
    [InlineData("::ffff:203.0.113.0/24", "203.0.113.0/24")]
    [InlineData("::ffff:a00:1/8", "10.0.0.0/8")]
    [InlineData("::ffff:10.0.0.1/64", "10.0.0.1 with a prefix from 0 to 32")]
    [InlineData("1.2.3.4-1.2.3.9", "1.2.3.4/30 1.2.3.8/31")]
    [InlineData("1.2.3.0 ~\t1.2.3.255", "1.2.3.0/24")]
    [InlineData("0.0.0.0-255.255.255.255", "0.0.0.0/0")]
    [InlineData("10.0.0.1-10.0.0.1", "10.0.0.1/32")]
    [InlineData("2001:db8::-2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8::/63")]
    [InlineData("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "the networks that cover it, each with its prefix")]
    [InlineData("1.2.3.9-1.2.3.4", "the networks that cover it, each with its prefix")]
    [InlineData("1.2.3.4-::1", "the networks that cover it, each with its prefix")]
    [InlineData("10.0.0.1-10.0.0.254", "10.0.0.1/32 10.0.0.2/31 10.0.0.4/30 10.0.0.8/29 10.0.0.16/28 10.0.0.32/27 10.0.0.64/26 10.0.0.128/26 and 6 more, up to 10.0.0.254/32")]
    public void What_people_write_is_refused_with_the_network_to_write(string text, string network) =>
        Assert.EndsWith($"write {network}.", NetworkText.Parse(text, out _)?.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("IPv6:2001:db8::1", "2001:db8::1")]
    [InlineData("[ipv6:2001:DB8::1]", "2001:db8::1")]
    [InlineData("IPv6:2001:db8::1/32", "2001:db8::/32")]
    public void A_tag_before_an_address_is_refused_with_the_address_to_write(string text, string written) =>
        Assert.StartsWith($"Write {written}, ", NetworkText.Parse(text, out _)?.Message, StringComparison.Ordinal);

    [Fact]
    public void The_cover_of_any_range_holds_its_addresses_and_no_others_in_the_fewest_networks() =>
        Gen.Select(Gen.UInt, Gen.UInt[0, 5000], Gen.Bool).Sample(
            (from, count, isIPv4) =>
            {
                var first = isIPv4 ? Address.IPv4(from) : Address.IPv6(((UInt128)0x2001_0db8 << 96) | from);
                var last = isIPv4 ? Address.IPv4(from > uint.MaxValue - count ? uint.MaxValue : from + count) : Address.IPv6(first.Bits + count);
                var cover = NetworkRange.Cover(first, last);
                Assert.Equal(first, cover[0].First);
                Assert.Equal(last, cover[^1].Last);
                Assert.All(cover.Zip(cover.Skip(1)), pair => Assert.Equal(pair.First.LastBits + 1, pair.Second.First.Bits));
                return cover.SequenceEqual(SmallestCover.Of([.. cover.Select(network => new TimedNetwork(network, null))]).Select(timed => timed.Network));
            },
            iter: Effort.Of(2_000, 200_000));

    [Theory]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("10.0.0.0/7", true)]
    [InlineData("2001::/16", false)]
    [InlineData("2000::/15", true)]
    [InlineData("::ffff:10.0.0.0/104", false)]
    public void Broad_networks_are_recognised(string text, bool isBroad)
    {
        Assert.Null(NetworkText.Parse(text, out var network));

        Assert.Equal(isBroad, network.IsBroad);
    }

    [Theory]
    [InlineData("::/80", "::fffe:ffff:ffff")]
    [InlineData("::fffe:0:0/95", "::fffe:ffff:ffff")]
    [InlineData("::/79", "::1:ffff:ffff:ffff")]
    [InlineData("::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("0.0.0.0/0", "255.255.255.255")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    public void The_last_address_of_a_network_lies_in_it(string text, string last)
    {
        Assert.Null(NetworkText.Parse(text, out var network));

        Assert.Equal(last, $"{network.Last}");
        Assert.True(network.Contains(network.Last));
    }

    [Fact]
    public void Reading_what_is_valid_allocates_nothing()
    {
        var texts = new[] { "10.0.0.0/8", "10/8", "10.*", "2001:db8::1/64", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8" };
        _ = Array.TrueForAll(texts, text => NetworkText.Parse(text, out _) is null);
        var before = GC.GetAllocatedBytesForCurrentThread();

        foreach (var text in texts)
        {
            _ = NetworkText.Parse(text, out _);
            _ = NetworkText.TryParseAddress(text, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static bool Same(Network network) => NetworkText.Parse($"{network}", out var again) is null && again == network;

    private static UInt128 WithZeroGroups(UInt128 bits, byte zeroed)
    {
        for (var group = 0; group < 8; group++)
        {
            bits &= (zeroed >> group & 1) == 0 ? UInt128.MaxValue : ~((UInt128)0xffff << (16 * group));
        }

        return bits;
    }

    private static string Bits(Address address) =>
        string.Concat(Enumerable.Range(0, 128).Select(bit => (address.Bits >> (127 - bit) & 1) == 0 ? '0' : '1'));
}
