using IpAccess.Http;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Tests.Http;

/// <summary>Where the client of a proxy is found. Lines are written with <c>|</c> between them, and a dash stands for an unknown client.</summary>
public sealed class ClientAddressSourceTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData(" 203.0.113.7\t", "203.0.113.7")]
    [InlineData("203.0.113.7:1", "203.0.113.7")]
    [InlineData("[2001:db8::1]", "2001:db8::1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData(null, "-")]
    [InlineData("", "-")]
    [InlineData(",", "-")]
    [InlineData("203.0.113.7,", "-")]
    [InlineData("203.0.113.7, 203.0.113.7", "-")]
    [InlineData("203.0.113.7|203.0.113.7", "-")]
    [InlineData("203.0.113.7|", "-")]
    [InlineData("203.0.113.0/24", "-")]
    [InlineData("203.0.113.007", "-")]
    [InlineData("203.0.113", "-")]
    [InlineData("0x7f.1", "-")]
    [InlineData("fe80::1%eth0", "-")]
    [InlineData("203.0.113.7:", "-")]
    [InlineData("203.0.113.7:99999", "-")]
    [InlineData("for=203.0.113.7", "-")]
    [InlineData("unknown", "-")]
    [InlineData("203.0.113.7 evil", "-")]
    [InlineData("203.0.113.7\u0000", "-")]
    [InlineData("２０３.0.113.7", "-")]
    public void A_header_of_ones_own_holds_one_item_once(string? lines, string client) =>
        Assert.Equal(client, Read("X-IpAccess-Client", 0, lines, sent: "x-ipaccess-client"));

    [Theory]
    [InlineData("X-Forwarded-For", 0, "10.0.0.1, 10.0.0.2", "10.0.0.2")]
    [InlineData("x-forwarded-for", 1, "10.0.0.1, 10.0.0.2", "10.0.0.1")]
    [InlineData("X-FORWARDED-FOR", 2, "10.0.0.1, 10.0.0.2", "-")]
    [InlineData("X-Forwarded-For", 1, "10.0.0.1|10.0.0.2", "10.0.0.1")]
    [InlineData("X-Forwarded-For", 2, "10.0.0.9, 10.0.0.1|10.0.0.2,10.0.0.3", "10.0.0.1")]
    [InlineData("X-Forwarded-For", 1, "10.0.0.1,,10.0.0.2", "-")]
    [InlineData("X-Forwarded-For", 1, "evil, 10.0.0.1, 10.0.0.2", "10.0.0.1")]
    [InlineData("X-Forwarded-For", 1, "10.0.0.1, evil, 10.0.0.2", "-")]
    [InlineData("X-Forwarded-For", 0, "10.0.0.1,", "-")]
    [InlineData("X-Forwarded-For", 0, "10.0.0.1|", "-")]
    [InlineData("X-Forwarded-For", 0, null, "-")]
    [InlineData("X-Forwarded-For", 16, "10.0.0.1", "-")]
    public void Of_the_chain_of_proxies_the_item_left_of_the_trusted_hops_counts(string header, int hops, string? lines, string client) =>
        Assert.Equal(client, Read(header, hops, lines, sent: "X-Forwarded-For"));

    [Fact]
    public void Another_header_than_the_keys_is_not_looked_at() =>
        Assert.Equal("-", Read("X-IpAccess-Client", 0, "203.0.113.7", sent: "X-Forwarded-For"));

    private static string Read(string header, int hops, string? lines, string sent)
    {
        var headers = new HeaderDictionary();
        if (lines is not null)
        {
            headers[sent] = lines.Split('|');
        }

        var client = new ClientAddressSource(header, hops).Read(headers);
        return client.IsNone ? "-" : client.ToString();
    }
}
