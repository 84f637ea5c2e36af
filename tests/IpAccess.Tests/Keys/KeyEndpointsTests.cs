using System.Net;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Keys;

public sealed class KeyEndpointsTests
{
    [Fact]
    public async Task A_new_key_is_shown_with_its_secret_once_and_then_listed_without_it()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();

        var key = await owner.PostAsync("/v1/keys", """
            {"label":"edge","scopes":["audit.read","check"],"expires_at":"2027-01-01T00:00:00Z",
             "client_address":{"header":"X-Forwarded-For","trusted_hops":2},"surface":"api"}
            """);
        var listed = (await owner.ReadAsync("/v1/keys")).GetProperty("keys").EnumerateArray().ToList();

        Assert.Equal("id secret label scopes created_at expires_at client_address surface", Calls.MembersOf(key));
        Assert.Equal($"ipa_{key.GetProperty("id")}_", key.GetProperty("secret").GetString()![..17]);
        Assert.Equal(
            $$"""
            {"id":"{{key.GetProperty("id")}}","label":"edge","scopes":["check","audit.read"],"created_at":"2026-11-22T12:00:00Z","expires_at":"2027-01-01T00:00:00Z","client_address":{"header":"X-Forwarded-For","trusted_hops":2},"surface":"api"}
            """,
            listed.Single(one => one.GetProperty("label").GetString() == "edge").GetRawText());
        Assert.Equal(2, listed.Count);
        Assert.All(listed, one => Assert.DoesNotContain("ipa_", one.GetRawText(), StringComparison.Ordinal));
        Assert.All(listed, one => Assert.DoesNotContain("hash", one.GetRawText(), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_key_that_says_nothing_else_has_the_defaults()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();

        var key = await owner.PostAsync("/v1/keys", """{"role":"enforcer"}""");

        Assert.Equal("""{"header":"X-IpAccess-Client","trusted_hops":0}""", key.GetProperty("client_address").GetRawText());
        Assert.Equal("null null null", $"{key.GetProperty("label").GetRawText()} {key.GetProperty("expires_at").GetRawText()} {key.GetProperty("surface").GetRawText()}");
    }

    [Theory]
    [InlineData("{}", "/role missing_member")]
    [InlineData("""{"role":"viewer","scopes":["check"]}""", "/role missing_member")]
    [InlineData("""{"role":"king"}""", "/role not_one_of")]
    [InlineData("""{"role":null}""", "/role missing_member")]
    [InlineData("""{"scopes":null}""", "/role missing_member")]
    [InlineData("""{"scopes":"check"}""", "/scopes wrong_type")]
    [InlineData("""{"scopes":[]}""", "/scopes out_of_range")]
    [InlineData("""{"scopes":["check","fly",7]}""", "/scopes/1 not_one_of,/scopes/2 wrong_type")]
    [InlineData("""{"role":"viewer","client_address":{"header":"X-Real-IP","trusted_hops":1}}""", "/client_address/trusted_hops out_of_range")]
    [InlineData(
        """{"role":"x","label":"a\u202eb","expires_at":"soon","client_address":{"header":"a b","trusted_hops":99,"x":1},"surface":"","id":"k"}""",
        "/id unknown_member,/label forbidden_character,/role not_one_of,/expires_at not_a_time,/client_address/x unknown_member,"
        + "/client_address/trusted_hops out_of_range,/client_address/header not_a_header,/surface not_a_token")]
    public async Task All_that_is_wrong_with_a_new_key_is_told_at_once(string body, string faults)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();

        var problem = await owner.PostAsync("/v1/keys", body, HttpStatusCode.BadRequest);

        Assert.Equal("invalid-request", Calls.Slug(problem));
        Assert.Equal(faults.Split(','), Calls.FaultsOf(problem));
        Assert.Single((await owner.ReadAsync("/v1/keys")).GetProperty("keys").EnumerateArray());
    }

    [Fact]
    public async Task A_key_works_until_it_expires()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var key = await service.KeyAsync(owner, new { role = "viewer", expires_at = "2026-11-22T13:00:00Z" });

        service.Clock.Advance(TimeSpan.FromSeconds(3599));
        await key.ReadAsync("/v1/allowlist");
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await key.ReadAsync("/v1/allowlist", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_keys_of_another_account_are_as_if_absent()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var stranger = await service.AccountAsync("other");
        var theirs = (await stranger.ReadAsync("/v1/keys")).GetProperty("keys")[0].GetProperty("id").GetString();

        foreach (var id in new[] { theirs, "000000000000", "x", "key-1" })
        {
            var revoked = await owner.DeleteAsync($"/v1/keys/{id}", HttpStatusCode.NotFound);
            var rotated = await owner.PostAsync($"/v1/keys/{id}/rotate", body: null, HttpStatusCode.NotFound);
            Assert.Equal("not-found not-found", $"{Calls.Slug(revoked)} {Calls.Slug(rotated)}");
        }

        await stranger.ReadAsync("/v1/keys");
    }

    [Fact]
    public async Task The_audit_tells_each_change_of_a_key_and_no_secret()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var id = (await owner.PostAsync("/v1/keys", new { label = "edge", role = "enforcer" })).GetProperty("id").GetString();
        await owner.PostAsync($"/v1/keys/{id}/rotate", body: null);
        await owner.DeleteAsync($"/v1/keys/{id}", HttpStatusCode.NoContent);

        var entries = (await owner.ReadAsync("/v1/audit")).GetProperty("entries").EnumerateArray().ToList();
        var own = (await owner.ReadAsync("/v1/keys")).GetProperty("keys")[0].GetProperty("id").GetString();

        Assert.Equal(
            ["key_revoked", "key_rotated", "key_created", "key_created"],
            entries.Select(entry => entry.GetProperty("action").GetString()));
        Assert.Equal([own, own, own, "operator"], entries.Select(entry => entry.GetProperty("actor").GetProperty("key").GetString()));
        Assert.All(entries, entry => Assert.Equal("203.0.113.9", entry.GetProperty("actor").GetProperty("address").GetString()));
        Assert.All(entries, entry => Assert.DoesNotContain("ipa_", entry.GetRawText(), StringComparison.Ordinal));
        Assert.All(entries, entry => Assert.Equal(1, entry.GetProperty("version").GetInt64()));
        Assert.Equal("{}", entries[0].GetProperty("after").GetRawText());
        Assert.Equal(id, entries[0].GetProperty("before").GetProperty("key").GetProperty("id").GetString());
        Assert.Equal("{}", entries[2].GetProperty("before").GetRawText());
        Assert.Equal("edge", entries[2].GetProperty("after").GetProperty("key").GetProperty("label").GetString());
    }
}
