using IpAccess.Enforcers.Sightings;
using IpAccess.Http;
using IpAccess.Networks;
using IpAccess.Storage.Caching;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace IpAccess.Tests.Enforcers;

/// <summary>Who it is that enforces a list, and which version, as far as requests say it.</summary>
public sealed class EnforcerSightingTests
{
    private const string KeyId = "gKqt4a3QKLdS";

    [Fact]
    public void An_app_says_its_name_and_what_it_has_applied() => Assert.Equal(
        new EnforcerSighting("child", KeyId, "web-1.eu_a", EnforcerKind.App, 12, Address.IPv4(0xCB007109)),
        EnforcerSighting.OfApp(Request("web-1.eu_a", "12"), Caller()));

    [Fact]
    public void An_app_that_says_nothing_goes_by_its_key_and_nobody_knows_how_far_it_is()
    {
        var seen = EnforcerSighting.OfApp(Request(default, default), Caller());

        Assert.Equal((KeyId, null), (seen.Name, seen.Applied));
    }

    [Fact]
    public void A_proxy_goes_by_its_key_whatever_its_clients_send()
    {
        var seen = EnforcerSighting.OfProxy(Caller(), version: 9);

        Assert.Equal((KeyId, EnforcerKind.Proxy, 9), (seen.Name, seen.Kind, seen.Applied));
    }

    [Theory]
    [InlineData("edge-1", "other", "edge-1")]
    [InlineData(null, "other", "other")]
    [InlineData("", "other", "other")]
    [InlineData("edge 1", "other", "other")]
    [InlineData("", "no name", KeyId)]
    [InlineData(null, null, KeyId)]
    public void A_firewall_goes_by_its_user_name_then_by_the_header_then_by_its_key(string? user, string? header, string name) =>
        Assert.Equal(name, EnforcerSighting.OfFirewall(Request(header, default), Caller(), user, pulled: 3).Name);

    [Theory]
    [InlineData("2", 2)]
    [InlineData(null, 3)]
    [InlineData("two", 3)]
    public void A_firewall_applies_what_it_says_or_else_what_it_pulled(string? applied, long expected) =>
        Assert.Equal(expected, EnforcerSighting.OfFirewall(Request(default, applied), Caller(), user: null, pulled: 3).Applied);

    [Theory]
    [InlineData("")]
    [InlineData(" web")]
    [InlineData("web/1")]
    [InlineData("wéb")]
    [InlineData("web,web")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg")]
    public void What_can_be_no_name_is_as_if_it_were_not_said(string name) =>
        Assert.Equal(KeyId, EnforcerSighting.OfApp(Request(name, "12"), Caller()).Name);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData(" 1")]
    [InlineData("\"12\"")]
    [InlineData("9223372036854775808")]
    public void What_can_be_no_version_is_as_if_it_were_not_said(string applied) =>
        Assert.Null(EnforcerSighting.OfApp(Request("web", applied), Caller()).Applied);

    [Fact]
    public void What_is_said_twice_is_as_if_it_were_not_said()
    {
        var seen = EnforcerSighting.OfApp(Request(new(["web-1", "web-2"]), new(["1", "1"])), Caller());

        Assert.Equal((KeyId, null), (seen.Name, seen.Applied));
    }

    private static HttpRequest Request(StringValues name, StringValues applied)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers["X-IpAccess-Enforcer"] = name;
        request.Headers["X-IpAccess-Applied"] = applied;
        return request;
    }

    private static Caller Caller() =>
        new("child", KeyId, new ClientAddress(Address.IPv4(0xCB007109), "connection", []), "r1", Freshness.Fresh) { KeyAccount = "acme" };
}
