using System.Net;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Keys;

public sealed class WhoamiTests
{
    private const string Path = "/v1/whoami";
    private static readonly string[] Vouching = ["vouch"];

    [Fact]
    public async Task A_key_is_told_its_account_label_scopes_and_end()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var made = await owner.PostAsync("/v1/keys", new { role = "producer", label = "mail", expires_at = "2027-01-01T00:00:00Z" });
        using var client = service.Client(made.GetProperty("secret").GetString());

        Assert.Equal(
            $$"""{"account":"acme","key":{"id":"{{made.GetProperty("id").GetString()}}","label":"mail","scopes":["attempts.write"],"expires_at":"2027-01-01T00:00:00Z"},"operator":false}""",
            (await client.ReadAsync(Path)).GetRawText());
    }

    [Fact]
    public async Task A_key_without_label_and_end_has_none_and_the_one_that_acts_on_a_child_is_told_the_child()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var child = await service.AccountAsync("child", "acme");
        using var client = await service.KeyAsync(owner, new { scopes = Vouching });
        client.DefaultRequestHeaders.Add("on-behalf-of", "child");

        var me = await client.ReadAsync(Path);

        Assert.Equal("child", me.GetProperty("account").GetString());
        Assert.Equal("""["vouch"]""", me.GetProperty("key").GetProperty("scopes").GetRawText());
        Assert.Equal("null null", $"{me.GetProperty("key").GetProperty("label").GetRawText()} {me.GetProperty("key").GetProperty("expires_at").GetRawText()}");
    }

    [Fact]
    public async Task The_operator_is_in_no_account()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);

        Assert.Equal("""{"account":null,"key":null,"operator":true}""", (await client.ReadAsync(Path)).GetRawText());
        client.DefaultRequestHeaders.Add("on-behalf-of", "acme");
        await client.ReadAsync(Path, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task It_is_answered_from_any_address_and_a_rotated_key_stays_the_same()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        await owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24"}]}""");
        await owner.PatchAsync("/v1/allowlist", new { protect_management = true });
        var before = (await owner.ReadAsync(Path)).GetRawText();
        var id = (await owner.ReadAsync(Path)).GetProperty("key").GetProperty("id").GetString();
        using var rotated = service.Client((await owner.PostAsync($"/v1/keys/{id}/rotate", body: null)).GetProperty("secret").GetString());
        service.Peer = TestAccount.Peer("192.0.2.1");

        Assert.Equal(before, (await rotated.ReadAsync(Path)).GetRawText());
    }

    [Fact]
    public async Task A_key_that_memory_vouched_for_too_long_is_not_told()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        await owner.ReadAsync(Path);
        service.Tables.IsAway = true;

        service.Clock.Advance(TimeSpan.FromSeconds(59));
        await owner.ReadAsync(Path);
        service.Clock.Advance(TimeSpan.FromSeconds(2));
        await owner.ReadAsync(Path, HttpStatusCode.ServiceUnavailable);
    }
}
