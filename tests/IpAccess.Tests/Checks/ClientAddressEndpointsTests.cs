using System.Net;
using IpAccess.Decisions;
using IpAccess.Http;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Checks;

public sealed class ClientAddressEndpointsTests
{
    private const string Path = "/v1/client-address";

    [Fact]
    public async Task The_connections_peer_is_the_caller()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        owner.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");

        Assert.Equal(
            """{"address":"203.0.113.9","derived_from":"connection","chain":["203.0.113.9"],"allowed":true,"warnings":[]}""",
            (await owner.ReadAsync(Path)).GetRawText());
    }

    [Theory]
    [InlineData("203.0.113.0/24", true)]
    [InlineData("192.0.2.0/24", false)]
    public async Task Whether_the_list_lets_the_caller_in_is_told(string network, bool allowed)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        await owner.PatchAsync("/v1/allowlist", """{"lockout_guard":false}""");
        await owner.PostAsync("/v1/allowlist/rules", new { rules = new[] { new { value = network } } });

        Assert.Equal(allowed, (await owner.ReadAsync(Path)).GetProperty("allowed").GetBoolean());
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_caller_is_who_it_names()
    {
        await using var service = await TestService.StartAsync(
            ("IpAccess:ClientAddress:Mode", "forwarded_for"), ("IpAccess:ClientAddress:TrustedProxies:0", "10.0.0.0/8"));
        service.Peer = new IPAddress([10, 0, 0, 1]);
        using var owner = await service.AccountAsync();
        owner.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7, 2001:db8::1");

        Assert.Equal(
            """{"address":"2001:db8::1","derived_from":"forwarded_for","chain":["198.51.100.7","2001:db8::1","10.0.0.1"],"allowed":true,"warnings":[]}""",
            (await owner.ReadAsync(Path)).GetRawText());
    }

    [Fact]
    public async Task An_unknown_caller_is_in_no_list_and_is_told_so()
    {
        await using var service = await TestService.StartAsync();
        service.Peer = null;
        using var owner = await service.AccountAsync();

        var answer = await owner.ReadAsync(Path);

        Assert.Equal("null", answer.GetProperty("address").GetRawText());
        Assert.False(answer.GetProperty("allowed").GetBoolean());
        Assert.Equal("unknown_address", Assert.Single(answer.GetProperty("warnings").EnumerateArray()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task With_storage_away_the_answer_warns_that_it_is_stale_and_then_ends()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        await owner.ReadAsync(Path);
        service.Tables.IsAway = true;

        service.Clock.Advance(TimeSpan.FromSeconds(5));
        var answer = await owner.ReadAsync(Path);
        Assert.Equal("stale", Assert.Single(answer.GetProperty("warnings").EnumerateArray()).GetProperty("code").GetString());

        service.Clock.Advance(TimeSpan.FromSeconds(60));
        await owner.ReadAsync(Path, HttpStatusCode.ServiceUnavailable);
    }
}
