using System.Text;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Http;

/// <summary>What clients and editors add to a body without meaning anything by it.</summary>
public sealed class LenientBodyTests
{
    private const string Rules = TestAccount.Rules;
    private const string Json = "application/json";

    public static TheoryData<string, string, string, string, int> Bodies => new()
    {
        { "POST", Rules, Json, """{"rules":[{"value":"10.0.0.1"}]}""", 201 },
        { "PUT", Rules, Json, """{"rules":[{"value":"203.0.113.9"}]}""", 200 },
        { "POST", Rules, "text/plain", "10.0.0.1", 201 },
        { "POST", Rules, "text/plain", "# office\n10.0.0.1", 201 },
        { "POST", Rules, "text/csv", "value\n10.0.0.1", 201 },
        { "POST", "/v1/allowlist/preview", Json, """{"add":[{"value":"10.0.0.1"}]}""", 200 },
        { "POST", "/v1/allowlist/preview", "text/plain", "10.0.0.1", 200 },
        { "PATCH", TestAccount.Settings, "application/merge-patch+json", """{"mode":"monitor"}""", 200 },
        { "PATCH", Rules + "/1", Json, """{"label":"x"}""", 200 },
        { "POST", "/v1/check", Json, """{"ip":"10.0.0.1"}""", 200 },
        { "POST", "/v1/keys", Json, """{"role":"viewer"}""", 201 },
        { "POST", "/v3/access_settings/whitelist", Json, """{"ips":[{"ip":"10.0.0.1"}]}""", 201 },
    };

    public static TheoryData<string, string, string, int> Nulls => new()
    {
        { "POST", Rules, """{"rules":[{"value":"10.0.0.1","label":null,"expires_at":null,"enabled":null}],"allow_broad":null}""", 201 },
        { "POST", "/v1/allowlist/preview", """{"add":[{"value":"10.0.0.1","enabled":null}],"remove":null,"settings":null,"allow_broad":null}""", 200 },
        { "POST", "/v1/allowlist/preview", """{"add":null,"remove":[1],"settings":null}""", 200 },
        { "POST", "/v1/check", """{"ip":"10.0.0.1","checks":null,"surface":null,"method":null,"authenticated":null,"credential":null,"user_agent":null,"path":null,"record":null}""", 200 },
        { "POST", "/v1/check", """{"checks":[{"ip":"10.0.0.1","authenticated":null,"record":null}]}""", 200 },
        { "POST", "/v1/keys", """{"role":"viewer","scopes":null,"label":null,"expires_at":null,"client_address":null,"surface":null}""", 201 },
        { "POST", "/v1/keys", """{"role":null,"scopes":["check"],"client_address":{"header":"X-A","trusted_hops":null}}""", 201 },
        { "POST", "/v1/attempts", """{"id":null,"attempts":[{"ip":"10.0.0.1","at":"2026-11-22T12:00:00Z","allowed":null,"count":null,"first_at":null,"rule_id":null}]}""", 202 },
        { "PATCH", Rules + "/1", """{"label":null,"expires_at":null}""", 200 },
        { "PATCH", Rules + "/1", """{"enabled":null}""", 400 },
        { "PATCH", TestAccount.Settings, """{"mode":null}""", 400 },
        { "PATCH", TestAccount.Settings, """{"protect_management":null}""", 400 },
        { "POST", "/v1/allowlist/preview", """{"settings":{"mode":null}}""", 200 },
        { "POST", Rules, """{"rules":null}""", 400 },
        { "POST", Rules, """{"rules":[{"value":null}]}""", 400 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_byte_order_mark_before_a_body_is_skipped_on_every_route(string method, string path, string type, string body, int status)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(body)];

        (await account.Owner.CallAsync(method, path, marked, type, ("If-Match", "*"))).Is(status);
    }

    [Theory]
    [MemberData(nameof(Nulls))]
    public async Task Null_counts_as_left_out_where_that_is_allowed_but_in_patches(string method, string path, string body, int status)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = (await account.Owner.CallAsync(method, path, body)).Is(status);

        if (path.EndsWith("preview", StringComparison.Ordinal))
        {
            Assert.Equal(body.Contains("\"mode\":null", StringComparison.Ordinal) ? ["/settings/mode wrong_type null"] : [], reply.Faults());
        }
    }

    [Theory]
    [InlineData("GET", "/v1/check?ip=IPv6:2001:DB8::1", null)]
    [InlineData("GET", Rules + "?covers=IPv6:2001:DB8::1", null)]
    [InlineData("POST", "/v1/check", """{"ip":"[IPv6:2001:DB8::1]"}""")]
    [InlineData("POST", "/v1/attempts", """{"attempts":[{"ip":"IPv6:2001:DB8::1","at":"2026-11-22T12:00:00Z"}]}""")]
    public async Task An_address_as_mail_servers_write_it_is_refused_with_the_address_to_write(string method, string path, string? body)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = (await account.Owner.CallAsync(method, path, body)).IsProblem(400, "invalid-address");

        Assert.StartsWith("Write 2001:db8::1, ", reply.Json.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Places_are_counted_as_if_the_mark_were_not_there()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        Assert.Equal(["1:1 not_an_address x"], (await account.Owner.CallAsync("POST", Rules, "\ufeffx", "text/plain")).Faults());
        Assert.Equal(["1:2 not_json"], (await account.Owner.CallAsync("POST", Rules, "\ufeff{", Json)).Faults());
        Assert.Equal(["1:1 unknown_column x", "1:1 missing_column"], (await account.Owner.CallAsync("POST", Rules, "\ufeffx", "text/csv")).Faults());
    }
}
