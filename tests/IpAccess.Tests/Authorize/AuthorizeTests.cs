using System.Net;
using IpAccess.Keys;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Authorize;

/// <summary>What a proxy is answered for its client (docs/checking.md, "Enforcing").</summary>
public sealed class AuthorizeTests
{
    private const string KeyHeader = "X-IpAccess-Key";
    private const string ClientHeader = "X-IpAccess-Client";

    [Fact]
    public async Task A_listed_client_is_let_in_with_an_empty_body_and_the_decision_in_headers()
    {
        await using var scene = await AuthorizeScene.StartAsync();

        var reply = (await scene.AskAsync(AuthorizeScene.Listed)).Is(200);

        Assert.Equal("allow rule 1 3 203.0.113.7 -", AuthorizeScene.Told(reply));
        Assert.Empty(reply.Text);
        Assert.Equal("no-store, private", reply.Header("Cache-Control"));
        Assert.NotNull(reply.Header("X-Request-Id"));
    }

    [Theory]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7", true)]
    [InlineData("[::ffff:cb00:7107]:8080", "203.0.113.7", true)]
    [InlineData("203.0.113.7:50000", "203.0.113.7", true)]
    [InlineData("2001:DB8:0::1", "2001:db8::1", true)]
    [InlineData("[2001:db8::1]:443", "2001:db8::1", true)]
    [InlineData("2001:db9::1", "2001:db9::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", false)]
    public async Task A_client_is_understood_and_told_in_one_way_however_it_is_written(string written, string told, bool isLetIn)
    {
        await using var scene = await AuthorizeScene.StartAsync();

        var reply = await scene.AskAsync(written);

        Assert.Equal(told, reply.Is(isLetIn ? 200 : 403).Header(ClientHeader));
    }

    [Theory]
    [InlineData("incident_io", 403, """{"type":"resource_forbidden","status":403,"request_id":"r1","errors":[{"code":"forbidden","message":"Unauthorized"}]}""")]
    [InlineData("sendgrid", 403, """{"errors":[{"message":"The requestor's IP Address is not whitelisted","field":null,"help":null}]}""")]
    [InlineData("brevo", 401, """{"message":"We have detected you are using an unrecognised IP address 192.0.2.1. If it is yours, add it to the allowlist of the account.","code":"unauthorized"}""")]
    public async Task A_client_that_is_not_listed_is_blocked_in_the_shape_of_the_setting(string shape, int status, string body)
    {
        await using var scene = await AuthorizeScene.StartAsync(settings: null, ("IpAccess:BlockedResponse", shape));

        var reply = (await scene.AskAsync(AuthorizeScene.Stranger, ("X-Request-Id", "r1"))).Is(status);

        Assert.Equal(body, reply.Text);
        Assert.Equal("deny not_listed - 3 192.0.2.1 -", AuthorizeScene.Told(reply));
        Assert.Equal(status == 401, reply.Header("WWW-Authenticate") is not null);
    }

    [Theory]
    [InlineData("""{"mode":"off"}""", AuthorizeScene.Stranger, 200, "allow mode_off - 4 192.0.2.1 -")]
    [InlineData("""{"mode":"monitor"}""", AuthorizeScene.Stranger, 200, "allow monitor - 4 192.0.2.1 -")]
    [InlineData("""{"mode":"monitor"}""", AuthorizeScene.Listed, 200, "allow rule 1 4 203.0.113.7 -")]
    [InlineData("""{"exempt_surfaces":["web"]}""", AuthorizeScene.Stranger, 200, "allow exempt_surface - 4 192.0.2.1 -")]
    [InlineData("""{"exempt_surfaces":["api"]}""", AuthorizeScene.Stranger, 403, "deny not_listed - 4 192.0.2.1 -")]
    [InlineData("""{"mode":"off"}""", null, 200, "allow mode_off - 4 - -")]
    [InlineData("""{"mode":"monitor"}""", null, 200, "allow monitor - 4 - -")]
    [InlineData("""{"exempt_surfaces":["web"]}""", null, 200, "allow exempt_surface - 4 - -")]
    [InlineData("""{"exempt_surfaces":["api"]}""", null, 403, "deny unknown_address - 4 - -")]
    public async Task Mode_and_surface_decide_before_the_list_and_for_unknown_addresses_too(string settings, string? address, int status, string told)
    {
        await using var scene = await AuthorizeScene.StartAsync(settings);
        var key = await scene.KeyAsync(new { role = "enforcer", surface = "web" });

        var reply = await scene.SendAsync(address is null ? [(KeyHeader, key)] : [(KeyHeader, key), (ClientHeader, address)]);

        Assert.Equal(told, AuthorizeScene.Told(reply.Is(status)));
    }

    [Fact]
    public async Task An_empty_list_lets_every_address_in_but_no_unknown_one()
    {
        await using var scene = await AuthorizeScene.StartAsync();
        await scene.Owner.PostAsync("/v1/allowlist/rules/delete", """{"ids":[1,2]}""", HttpStatusCode.OK);

        Assert.Equal("allow empty_list - 4 192.0.2.1 -", AuthorizeScene.Told((await scene.AskAsync(AuthorizeScene.Stranger)).Is(200)));
        Assert.Equal("deny unknown_address - 4 - -", AuthorizeScene.Told((await scene.AskAsync(address: null)).Is(403)));
    }

    [Fact]
    public async Task A_recovery_lets_its_address_in_and_no_unknown_one()
    {
        await using var scene = await AuthorizeScene.StartAsync();
        using var client = scene.Service.Client(TestService.OperatorKey);
        await client.PostAsync("/v1/accounts/acme/recovery", new { address = AuthorizeScene.Stranger, minutes = 5 });

        Assert.Equal("allow recovery - 4 192.0.2.1 -", AuthorizeScene.Told((await scene.AskAsync(AuthorizeScene.Stranger)).Is(200)));
        Assert.Equal("deny unknown_address - 4 - -", AuthorizeScene.Told((await scene.AskAsync("nobody")).Is(403)));
    }

    [Fact]
    public async Task A_blocked_unknown_address_is_told_in_brevos_shape_that_there_is_none()
    {
        await using var scene = await AuthorizeScene.StartAsync(settings: null, ("IpAccess:BlockedResponse", "brevo"));

        Assert.Contains("could not detect", (await scene.AskAsync(address: null)).Is(401).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For", AuthorizeScene.Listed)]
    [InlineData("X-Real-IP", AuthorizeScene.Listed)]
    [InlineData("X-IpAccess-Surface", "webhooks")]
    [InlineData("on-behalf-of", "child")]
    [InlineData("on-behalf-of", "nobody")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Authorization", "Bearer {other}")]
    [InlineData("Authorization", "Basic eDp5")]
    [InlineData("DD-APPLICATION-KEY", "{other}")]
    [InlineData("X-Original-URL", "/v1/check?ip=203.0.113.7")]
    [InlineData("X-Rewrite-URL", "/health/live")]
    [InlineData("X-HTTP-Method-Override", "GET")]
    [InlineData("X-Forwarded-Host", "203.0.113.7")]
    [InlineData("If-None-Match", "*")]
    [InlineData("Range", "bytes=0-1")]
    [InlineData("X-IpAccess-Decision", "allow")]
    public async Task Nothing_that_a_client_sends_changes_what_its_proxy_is_answered(string name, string value)
    {
        await using var scene = await AuthorizeScene.StartAsync("""{"exempt_surfaces":["webhooks"]}""");
        using var child = await scene.Service.AccountAsync("child", "acme");
        using var other = await scene.Service.AccountAsync("other");
        var spoofed = value.Replace("{other}", other.DefaultRequestHeaders.Authorization!.Parameter, StringComparison.Ordinal);

        foreach (var method in (string[])["GET", "POST"])
        {
            Task<Reply> AskAsync(string address) => scene.SendAsync(
                method, AuthorizeScene.Path, method == "POST" ? "{}" : null, (KeyHeader, scene.Key), (ClientHeader, address), (name, spoofed));

            Assert.Equal("deny not_listed - 4 192.0.2.1 -", AuthorizeScene.Told((await AskAsync(AuthorizeScene.Stranger)).Is(403)));
            Assert.Equal("allow rule 1 4 203.0.113.7 -", AuthorizeScene.Told((await AskAsync(AuthorizeScene.Listed)).Is(200)));
        }
    }

    [Theory]
    [InlineData(AuthorizeScene.Stranger, AuthorizeScene.Listed)]
    [InlineData(AuthorizeScene.Listed, AuthorizeScene.Stranger)]
    [InlineData(AuthorizeScene.Listed, AuthorizeScene.Listed)]
    [InlineData(AuthorizeScene.Listed, "")]
    public async Task An_address_in_two_lines_is_none(string one, string two)
    {
        await using var scene = await AuthorizeScene.StartAsync();

        Assert.Equal("unknown_address", (await scene.AskAsync(one, (ClientHeader, two))).Is(403).Header("X-IpAccess-Reason"));
        Assert.Equal("unknown_address", (await scene.AskAsync($"{one}, {two}")).Is(403).Header("X-IpAccess-Reason"));
    }

    [Fact]
    public async Task Without_one_good_key_in_its_own_header_nobody_is_let_in()
    {
        await using var scene = await AuthorizeScene.StartAsync(new { mode = "off" });
        var expired = await scene.KeyAsync(new { role = "enforcer", expires_at = "2026-11-22T12:00:01Z" });
        var revoked = await scene.KeyAsync(new { role = "enforcer" });
        await scene.Owner.DeleteAsync($"/v1/keys/{KeyText.IdOf(revoked)}", HttpStatusCode.NoContent);
        scene.Service.Clock.Advance(TimeSpan.FromSeconds(1));

        (string, string)[][] bad =
        [
            [],
            [("Authorization", $"Bearer {scene.Key}")],
            [(KeyHeader, scene.Key), (KeyHeader, scene.Key)],
            [(KeyHeader, $"{scene.Key}, {scene.Key}")],
            [(KeyHeader, "x"), ("Authorization", $"Bearer {scene.Key}")],
            [(KeyHeader, string.Empty)],
            [(KeyHeader, $"Bearer {scene.Key}")],
            [(KeyHeader, KeyText.New(KeyText.NewId()))],
            [(KeyHeader, KeyText.New(KeyText.IdOf(scene.Key)!))],
            [(KeyHeader, expired)],
            [(KeyHeader, revoked)],
        ];
        foreach (var headers in bad)
        {
            var reply = await scene.SendAsync([.. headers, (ClientHeader, AuthorizeScene.Listed)]);
            reply.IsProblem(401, "unauthorized");
            Assert.DoesNotContain("Bearer", reply.Text, StringComparison.Ordinal);
        }

        (await scene.SendAsync("GET", $"{AuthorizeScene.Path}?key={scene.Key}", body: null)).IsProblem(401, "unauthorized");
    }

    [Fact]
    public async Task A_key_that_is_not_for_this_is_forbidden()
    {
        await using var scene = await AuthorizeScene.StartAsync(new { mode = "off" });
        var viewer = await scene.KeyAsync(new { role = "viewer" });

        (await scene.SendAsync((KeyHeader, viewer), (ClientHeader, AuthorizeScene.Listed))).IsProblem(403, "forbidden");
        (await scene.SendAsync((KeyHeader, TestService.OperatorKey), (ClientHeader, AuthorizeScene.Listed))).IsProblem(403, "forbidden");
    }

    [Theory]
    [InlineData("/v1/authorize")]
    [InlineData("/v1/authorize/")]
    [InlineData("/V1/Authorize")]
    [InlineData("/v1/authorize/a/b/c.html")]
    [InlineData("/v1/authorize/v1/allowlist?ip=203.0.113.7&surface=webhooks&bogus=1&bogus=2")]
    public async Task Any_method_and_any_path_below_ask_the_same(string path)
    {
        await using var scene = await AuthorizeScene.StartAsync();

        foreach (var method in (string[])["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "CHECKOUT"])
        {
            var body = method is "POST" or "PUT" or "PATCH" ? new byte[17 * 1024 * 1024] : null;
            (await scene.SendAsync(method, path, body, (KeyHeader, scene.Key), (ClientHeader, AuthorizeScene.Listed))).Is(200);
            (await scene.SendAsync(method, path, body, (KeyHeader, scene.Key), (ClientHeader, AuthorizeScene.Stranger))).Is(403);
        }
    }

    [Fact]
    public async Task With_storage_away_answers_are_stale_for_a_minute_and_then_nobody_knows()
    {
        await using var scene = await AuthorizeScene.StartAsync();
        await scene.AskAsync(AuthorizeScene.Listed);
        scene.Service.Tables.IsAway = true;

        scene.Service.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("allow rule 1 3 203.0.113.7 true", AuthorizeScene.Told((await scene.AskAsync(AuthorizeScene.Listed)).Is(200)));
        Assert.Equal("deny not_listed - 3 192.0.2.1 true", AuthorizeScene.Told((await scene.AskAsync(AuthorizeScene.Stranger)).Is(403)));
        scene.Service.Clock.Advance(TimeSpan.FromSeconds(2));
        var reply = (await scene.AskAsync(AuthorizeScene.Listed)).IsProblem(503, "storage-unavailable");

        Assert.Equal("- - - - - -", AuthorizeScene.Told(reply));
    }

    [Fact]
    public async Task With_storage_away_for_too_long_everybody_is_let_in_where_the_account_wants_it_an_unknown_address_too()
    {
        await using var scene = await AuthorizeScene.StartAsync(new { on_failure = "allow" });
        await scene.AskAsync(AuthorizeScene.Listed);
        scene.Service.Tables.IsAway = true;
        scene.Service.Clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal("allow failure - 4 192.0.2.1 true", AuthorizeScene.Told((await scene.AskAsync(AuthorizeScene.Stranger)).Is(200)));
        Assert.Equal("allow failure - 4 - true", AuthorizeScene.Told((await scene.AskAsync(address: null)).Is(200)));
        (await scene.SendAsync((KeyHeader, KeyText.New(KeyText.NewId())), (ClientHeader, AuthorizeScene.Listed))).IsProblem(503, "storage-unavailable");
    }

    [Fact]
    public async Task A_fault_of_ours_is_a_503_and_lets_nobody_in()
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var service = await TestService.StartAsync(tables, TestService.NewClock());
        using var owner = await service.AccountAsync();
        using var proxy = service.Client();
        var key = owner.DefaultRequestHeaders.Authorization!.Parameter!;
        tables.BeforeRead = (_, _) => throw new InvalidOperationException("A secret of the house.");

        var reply = (await proxy.CallAsync("GET", AuthorizeScene.Path, headers: [(KeyHeader, key), (ClientHeader, AuthorizeScene.Listed)]))
            .IsProblem(503, "unexpected");

        Assert.NotNull(reply.Header("Retry-After"));
        Assert.DoesNotContain("secret", reply.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_keys_of_a_deleted_account_let_nobody_in()
    {
        await using var scene = await AuthorizeScene.StartAsync(new { mode = "off" });
        (await scene.AskAsync(AuthorizeScene.Listed)).Is(200);
        using var client = scene.Service.Client(TestService.OperatorKey);

        await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);

        (await scene.AskAsync(AuthorizeScene.Listed)).IsProblem(401, "unauthorized");
    }

    [Fact]
    public async Task Each_question_is_an_attempt_on_the_keys_surface_but_not_one_from_an_unknown_address()
    {
        await using var scene = await AuthorizeScene.StartAsync();
        var key = await scene.KeyAsync(new { role = "enforcer", surface = "web" });

        await scene.SendAsync("POST", $"{AuthorizeScene.Path}/x?y", "{}", (KeyHeader, key), (ClientHeader, AuthorizeScene.Listed), ("User-Agent", "curl/8"), ("X-Forwarded-Uri", "/x"), ("Authorization", "Bearer abc"));
        await scene.SendAsync((KeyHeader, key), (ClientHeader, AuthorizeScene.Stranger), ("User-Agent", new string('x', 600)));
        await scene.AskAsync(AuthorizeScene.Stranger);
        await scene.AskAsync(address: null);
        await scene.AskAsync("nobody");

        Assert.Equal(
            [
                """{"ip":"192.0.2.1","at":"2026-11-22T12:00:00Z","method":"http","allowed":false}""",
                $$"""{"ip":"192.0.2.1","at":"2026-11-22T12:00:00Z","surface":"web","method":"http","user_agent":"{{new string('x', 512)}}","allowed":false}""",
                """{"ip":"203.0.113.7","at":"2026-11-22T12:00:00Z","surface":"web","method":"http","user_agent":"curl/8","allowed":true,"rule_id":1}""",
            ],
            await scene.AttemptsAsync());
    }

    [Fact]
    public async Task An_unknown_address_is_counted_with_its_reason()
    {
        await using var scene = await AuthorizeScene.StartAsync();
        using var measured = new Measurements(scene.Service.Services);

        await scene.AskAsync(address: null);

        Assert.Contains(measured.Of("ipaccess.decisions"), line => line.Contains("unknown_address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_revoked_key_lets_nobody_in_at_once_here_and_within_five_seconds_elsewhere()
    {
        var (tables, clock) = (new MemoryTables(), TestService.NewClock());
        await using var here = await TestService.StartAsync((ITables)tables, clock);
        await using var there = await TestService.StartAsync((ITables)tables, clock);
        using var owner = await here.AccountAsync();
        using var proxy = there.Client();
        var key = (await owner.PostAsync("/v1/keys", new { role = "enforcer" })).GetProperty("secret").GetString()!;
        (string, string)[] headers = [(KeyHeader, key), (ClientHeader, AuthorizeScene.Listed)];
        (await proxy.CallAsync("GET", AuthorizeScene.Path, headers: headers)).Is(200);

        await owner.DeleteAsync($"/v1/keys/{KeyText.IdOf(key)}", HttpStatusCode.NoContent);
        clock.Advance(TimeSpan.FromSeconds(5));

        (await proxy.CallAsync("GET", AuthorizeScene.Path, headers: headers)).Is(401);
    }
}
