using System.Net;
using IpAccess.Decisions;
using IpAccess.Http;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Tests.Http;

public sealed class ClientAddressResolverTests
{
    private static readonly IPAddress PublicPeer = Sockets.AddressOf("203.0.113.9");

    [Fact]
    public void In_connection_mode_the_peer_is_the_caller_whatever_the_headers_say()
    {
        var client = new ClientAddressResolver(new()).Resolve(PublicPeer, new HeaderDictionary { ["X-Forwarded-For"] = "6.6.6.6" });

        Assert.Equal(("203.0.113.9", "connection"), ($"{client.Address}", client.DerivedFrom));
        Assert.Equal(["203.0.113.9"], client.Chain);
    }

    [Fact]
    public void A_peer_without_an_address_is_an_unknown_caller()
    {
        var client = new ClientAddressResolver(new()).Resolve(null, new HeaderDictionary());

        Assert.True(client.Address.IsNone);
        Assert.Empty(client.Chain);
    }

    [Fact]
    public void A_mapped_peer_is_folded_and_a_zone_is_dropped()
    {
        var resolver = new ClientAddressResolver(new());
        var zoned = new IPAddress(Sockets.AddressOf("fe80::1").GetAddressBytes(), 7);

        Assert.Equal("203.0.113.9", $"{resolver.Resolve(PublicPeer.MapToIPv6(), new HeaderDictionary()).Address}");
        Assert.Equal("fe80::1", $"{resolver.Resolve(zoned, new HeaderDictionary()).Address}");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.255.255.255")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("169.254.1.1")]
    [InlineData("fdff::1")]
    [InlineData("febf::1")]
    public void A_private_peer_is_unknown_only_where_it_is_not_allowed(string peer)
    {
        var address = Sockets.AddressOf(peer);

        Assert.True(new ClientAddressResolver(new() { AllowPrivatePeer = false }).Resolve(address, new HeaderDictionary()).Address.IsNone);
        Assert.Equal(peer, $"{new ClientAddressResolver(new()).Resolve(address, new HeaderDictionary()).Address}");
    }

    [Theory]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.0")]
    [InlineData("fec0::1")]
    [InlineData("2001:db8::1")]
    public void A_public_peer_is_the_caller_where_private_ones_are_not_allowed(string peer)
    {
        var resolver = new ClientAddressResolver(new() { AllowPrivatePeer = false });

        Assert.Equal(peer, $"{resolver.Resolve(Sockets.AddressOf(peer), new HeaderDictionary()).Address}");
    }

    [Fact]
    public void The_forwarded_chain_is_reported_as_it_was_seen()
    {
        var options = new ClientAddressOptions { Mode = "forwarded_for", TrustedProxies = { "203.0.113.0/24" } };
        var headers = new HeaderDictionary { ["X-Forwarded-For"] = new(["evil,\t6.6.6.6 ", "198.51.100.7:81"]) };

        var client = new ClientAddressResolver(options).Resolve(PublicPeer, headers);

        Assert.Equal(("198.51.100.7", "forwarded_for"), ($"{client.Address}", client.DerivedFrom));
        Assert.Equal(["evil", "6.6.6.6", "198.51.100.7:81", "203.0.113.9"], client.Chain);
    }

    [Theory]
    [InlineData("")]
    [InlineData("198.51.100.7,")]
    [InlineData("198.51.100.7, ,")]
    public void An_empty_forwarded_item_is_a_bad_one(string header)
    {
        var options = new ClientAddressOptions { Mode = "forwarded_for", TrustedProxies = { "203.0.113.0/24" }, MaxHops = 9 };

        var client = new ClientAddressResolver(options).Resolve(PublicPeer, new HeaderDictionary { ["X-Forwarded-For"] = header });

        Assert.True(client.Address.IsNone);
    }

    [Fact]
    public void Without_the_forwarded_header_a_trusted_peer_tells_nothing()
    {
        var options = new ClientAddressOptions { Mode = "forwarded_for", TrustedProxies = { "203.0.113.9" } };

        Assert.True(new ClientAddressResolver(options).Resolve(PublicPeer, new HeaderDictionary()).Address.IsNone);
    }

    [Fact]
    public void The_platform_header_is_believed_where_it_stands_once_and_alone()
    {
        var resolver = new ClientAddressResolver(new() { Mode = "header", Header = "X-Azure-SocketIP" });

        var client = resolver.Resolve(PublicPeer, new HeaderDictionary { ["x-azure-socketip"] = "2001:DB8::1" });

        Assert.Equal(("2001:db8::1", "header"), ($"{client.Address}", client.DerivedFrom));
        Assert.Equal(["2001:DB8::1", "203.0.113.9"], client.Chain);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("198.51.100.7, 198.51.100.8")]
    [InlineData("198.51.100.7|198.51.100.7")]
    [InlineData("198.51.100.7,")]
    [InlineData("198.51.100.7:65536")]
    [InlineData("198.51.100.0/24")]
    [InlineData("2001:db8::1%eth0")]
    public void Any_other_platform_header_leaves_the_caller_unknown(string? lines)
    {
        var resolver = new ClientAddressResolver(new() { Mode = "header", Header = "X-Azure-SocketIP" });

        Assert.True(resolver.Resolve(PublicPeer, new HeaderDictionary { ["X-Azure-SocketIP"] = lines?.Split('|') }).Address.IsNone);
    }

    [Theory]
    [InlineData("198.51.100.7:80", "198.51.100.7")]
    [InlineData("[2001:db8::1]:443", "2001:db8::1")]
    [InlineData("[2001:db8::1]", "2001:db8::1")]
    [InlineData("[::ffff:198.51.100.7]:80", "198.51.100.7")]
    public void The_platform_header_may_have_a_port_which_is_dropped(string item, string address)
    {
        var resolver = new ClientAddressResolver(new() { Mode = "header", Header = "X-Azure-SocketIP" });

        Assert.Equal(address, $"{resolver.Resolve(PublicPeer, new HeaderDictionary { ["X-Azure-SocketIP"] = item }).Address}");
    }

    [Theory]
    [InlineData("3f2a", true)]
    [InlineData("3F2A", false)]
    [InlineData("3f2a2", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("3f2a|3f2a", false)]
    public void The_required_header_must_match_exactly_and_stand_once(string? lines, bool known)
    {
        var options = new ClientAddressOptions { Mode = "header", Header = "X-Azure-SocketIP", RequiredHeader = "X-Azure-FDID: 3f2a" };
        var headers = new HeaderDictionary { ["X-Azure-SocketIP"] = "198.51.100.7", ["X-Azure-FDID"] = lines?.Split('|') };

        Assert.Equal(known, !new ClientAddressResolver(options).Resolve(PublicPeer, headers).Address.IsNone);
    }

    [Theory]
    [InlineData("1.2.3.4", "1.2.3.4")]
    [InlineData("1.2.3.4:0", "1.2.3.4")]
    [InlineData("1.2.3.4:65535", "1.2.3.4")]
    [InlineData("[::1]:443", "::1")]
    [InlineData("[::ffff:1.2.3.4]", "1.2.3.4")]
    [InlineData("1.2.3.4:65536", "")]
    [InlineData("1.2.3.4:080", "")]
    [InlineData("1.2.3.4:", "")]
    [InlineData("1.2.3.4:+80", "")]
    [InlineData("1.2.3.4:99999999999", "")]
    [InlineData("[1.2.3.4]", "")]
    [InlineData("[::1]443", "")]
    [InlineData("[::1]:", "")]
    [InlineData("[]", "")]
    [InlineData("[", "")]
    [InlineData(":80", "")]
    [InlineData("unknown", "")]
    [InlineData("\"1.2.3.4\"", "")]
    public void A_forwarded_item_is_an_address_with_or_without_a_port(string item, string expected)
    {
        Assert.Equal(expected.Length > 0, ForwardedFor.TryParseItem(item, out var address));
        Assert.Equal(expected, $"{address}");
    }
}
