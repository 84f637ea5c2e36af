using System.Text.Json;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.Tests.Compatibility;

/// <summary>incident.io's document. The owner calls from 203.0.113.9.</summary>
public sealed class IpAllowlistTests
{
    private const string Document = "/v1/ip_allowlists";
    private const string Hq = """{"label":"HQ","value":"203.0.113.9"}""";

    [Fact]
    public async Task A_new_account_has_an_enabled_and_empty_list()
    {
        await using var account = await TestAccount.StartAsync();

        var reply = (await account.GetAsync(Document)).Is(200);

        Assert.Equal(
            """{"ip_allowlist":{"allowlist":[],"enabled":true,"updated_at":"2026-11-22T12:00:00Z","version":1}}""", reply.Text);
        Assert.Equal("\"1\"", reply.ETag);
    }

    [Fact]
    public async Task A_list_comes_back_as_it_was_sent_and_a_single_address_without_its_prefix()
    {
        await using var account = await TestAccount.StartAsync();
        account.Service.Clock.Advance(TimeSpan.FromSeconds(5));

        var reply = await PutAsync(
            account, 1, true, Hq, """{"label":"London HQ","value":"192.0.2.0/32"}""", """{"value":"2001:DB8::1"}""", """{"label":"","value":"10.1.2.3/8"}""");

        Assert.Equal(
            """{"ip_allowlist":{"allowlist":[{"label":"HQ","value":"203.0.113.9"},{"label":"London HQ","value":"192.0.2.0"},"""
            + """{"label":"","value":"2001:db8::1"},{"label":"","value":"10.0.0.0/8"}],"enabled":true,"updated_at":"2026-11-22T12:00:05Z","version":2}}""",
            reply.Is(200).Text);
        Assert.Equal(reply.Text, (await account.GetAsync(Document)).Text);
        Assert.Equal([null, "London HQ", "HQ", null], (await account.RulesAsync()).Select(rule => rule.GetProperty("label").GetString()));
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back_and_changes_nothing()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9 10.0.0.0/8");
        var before = (await account.GetAsync(Document)).Json.GetProperty("ip_allowlist");

        var reply = await account.Owner.CallAsync("PUT", Document, before.GetRawText());

        Assert.Equal(before.GetRawText(), reply.Is(200).Json.GetProperty("ip_allowlist").GetRawText());
    }

    [Fact]
    public async Task A_network_that_stays_keeps_its_id_expiry_and_enabled_flag_and_takes_the_label()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9 10.0.0.1 10.0.0.2");
        await account.PatchAsync($"{TestAccount.Rules}/2", """{"label":"old","enabled":false,"expires_at":"2030-01-01T00:00:00Z"}""");

        (await PutAsync(account, await account.VersionAsync(), true, Hq, """{"label":"new","value":"10.0.0.1/32"}""")).Is(200);

        var kept = (await account.RulesAsync()).Single(rule => rule.GetProperty("network").GetString() == "10.0.0.1/32");
        Assert.Equal(2, kept.GetProperty("id").GetInt64());
        Assert.Equal("new", kept.GetProperty("label").GetString());
        Assert.False(kept.GetProperty("enabled").GetBoolean());
        Assert.Equal("2030-01-01T00:00:00Z", kept.GetProperty("expires_at").GetString());
        Assert.Equal(["10.0.0.1/32", "203.0.113.9/32"], await account.NetworksAsync());
    }

    [Fact]
    public async Task A_stale_version_is_a_conflict_and_nothing_is_written()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        var version = await account.VersionAsync();
        await account.PasteAsync("10.0.0.1");

        var body = (await PutAsync(account, version, true, Hq)).Is(409).Json;

        Assert.Equal("conflict", body.GetProperty("type").GetString());
        Assert.Equal(409, body.GetProperty("status").GetInt32());
        Assert.Equal("version", Source(Assert.Single(body.GetProperty("errors").EnumerateArray())));
        Assert.Equal(["10.0.0.1/32", "203.0.113.9/32"], await account.NetworksAsync());
    }

    [Fact]
    public async Task A_list_without_the_caller_is_a_validation_error_about_the_list()
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await PutAsync(account, 1, true, """{"label":"HQ","value":"198.51.100.0/24"}""");

        var body = reply.Is(422).Json;
        Assert.Equal("validation_error", body.GetProperty("type").GetString());
        Assert.Equal(reply.Header("X-Request-Id"), body.GetProperty("request_id").GetString());
        var error = Assert.Single(body.GetProperty("errors").EnumerateArray());
        Assert.Equal("would_lock_you_out", error.GetProperty("code").GetString());
        Assert.Contains("203.0.113.9", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("allowlist", Source(error));
        Assert.Empty(await account.NetworksAsync());
    }

    [Fact]
    public async Task Disabled_lets_everyone_in_and_keeps_the_rules()
    {
        await using var account = await TestAccount.StartAsync();
        (await PutAsync(account, 1, true, Hq)).Is(200);

        var off = (await PutAsync(account, 2, false, Hq)).Is(200).Json.GetProperty("ip_allowlist");

        Assert.False(off.GetProperty("enabled").GetBoolean());
        Assert.Equal(["203.0.113.9/32"], await account.NetworksAsync());
        Assert.Equal("mode_off", (await account.GetAsync("/v1/check?ip=192.0.2.1")).Json.GetProperty("reason").GetString());
        (await PutAsync(account, 3, false, """{"label":"elsewhere","value":"192.0.2.1"}""")).Is(200);
        (await PutAsync(account, 4, true, """{"label":"elsewhere","value":"192.0.2.1"}""")).Is(422);
        (await PutAsync(account, 4, true, Hq)).Is(200);
        Assert.Equal("not_listed", (await account.GetAsync("/v1/check?ip=192.0.2.1")).Json.GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("monitor", false, "monitor")]
    [InlineData("monitor", true, "enforce")]
    [InlineData("off", false, "off")]
    [InlineData("enforce", false, "off")]
    public async Task Enabled_means_enforced_and_a_list_that_watches_goes_on_watching(string before, bool enabled, string after)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        await account.PatchAsync(TestAccount.Settings, new { mode = before });
        Assert.Equal(before == "enforce", (await account.GetAsync(Document)).Json.GetProperty("ip_allowlist").GetProperty("enabled").GetBoolean());

        (await PutAsync(account, await account.VersionAsync(), enabled, Hq)).Is(200);

        Assert.Equal(after, (await account.GetAsync(TestAccount.Settings)).Json.GetProperty("mode").GetString());
    }

    [Fact]
    public async Task The_audit_tells_additions_removals_and_the_switch_under_one_version()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9 10.0.0.1");
        var version = await account.VersionAsync();

        (await PutAsync(account, version, false, """{"label":"","value":"203.0.113.9"}""", """{"label":"new","value":"192.0.2.0/24"}""")).Is(200);

        var entries = (await account.AuditAsync()).Take(2).ToList();
        Assert.Equal(["settings_changed", "rules_replaced"], entries.Select(entry => entry.GetProperty("action").GetString()));
        Assert.All(entries, entry => Assert.Equal(version + 1, entry.GetProperty("version").GetInt64()));
        Assert.Equal(["10.0.0.1/32"], Networks(entries[1].GetProperty("before")));
        Assert.Equal(["192.0.2.0/24"], Networks(entries[1].GetProperty("after")));
    }

    [Theory]
    [InlineData("""{"enabled":true,"version":1}""", "allowlist", "missing_member")]
    [InlineData("""{"allowlist":[],"version":1}""", "enabled", "missing_member")]
    [InlineData("""{"allowlist":[],"enabled":true}""", "version", "missing_member")]
    [InlineData("""{"allowlist":[],"enabled":null,"version":1}""", "enabled", "wrong_type")]
    [InlineData("""{"allowlist":[],"enabled":true,"version":"1"}""", "version", "wrong_type")]
    [InlineData("""{"allowlist":[],"enabled":true,"version":0}""", "version", "out_of_range")]
    [InlineData("""{"allowlist":{},"enabled":true,"version":1}""", "allowlist", "wrong_type")]
    [InlineData("""{"allowlist":[],"enabled":true,"version":1,"mode":"off"}""", "mode", "unknown_member")]
    [InlineData("""{"allowlist":[{"value":"203.0.113.9","id":1}],"enabled":true,"version":1}""", "allowlist.0.id", "unknown_member")]
    [InlineData("""{"allowlist":[{"label":"HQ"}],"enabled":true,"version":1}""", "allowlist.0.value", "missing_member")]
    [InlineData("""{"allowlist":[{"label":"a\u0007","value":"203.0.113.9"}],"enabled":true,"version":1}""", "allowlist.0.label", "forbidden_character")]
    [InlineData("""{"allowlist":[{"value":"203.0.113.9"},{"value":"10.0.0.1-10.0.0.9"}],"enabled":true,"version":1}""", "allowlist.1.value", "range")]
    [InlineData("""{"allowlist":[{"value":"203.0.113.9"},{"value":"0.0.0.0/0"}],"enabled":true,"version":1}""", "allowlist.1.value", "too_broad")]
    public async Task What_is_wrong_with_a_document_is_a_validation_error_with_its_field(string body, string field, string code)
    {
        await using var account = await TestAccount.StartAsync();

        var told = (await account.Owner.CallAsync("PUT", Document, body)).Is(422).Json;

        Assert.Equal("validation_error", told.GetProperty("type").GetString());
        var error = Assert.Single(told.GetProperty("errors").EnumerateArray());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Equal(field, Source(error));
        Assert.Equal(1, await account.VersionAsync());
    }

    [Fact]
    public async Task A_broad_network_that_is_there_already_may_stay()
    {
        await using var account = await TestAccount.StartAsync();
        (await account.PostAsync(TestAccount.Rules, """{"rules":[{"value":"128.0.0.0/1"}],"allow_broad":true}""")).Is(201);

        var reply = await PutAsync(account, 2, true, """{"label":"half","value":"128.0.0.0/1"}""");

        Assert.Equal("half", reply.Is(200).Json.GetProperty("ip_allowlist").GetProperty("allowlist")[0].GetProperty("label").GetString());
    }

    [Theory]
    [InlineData(null, 401, "authentication_error")]
    [InlineData("producer", 403, "resource_forbidden")]
    public async Task Without_a_key_or_its_scope_the_vendors_types_are_answered(string? role, int status, string type)
    {
        await using var account = await TestAccount.StartAsync();
        using var client = role is null ? account.Service.Client() : await account.Service.KeyAsync(account.Owner, new { role });

        var body = (await client.CallAsync("GET", Document)).Is(status).Json;

        Assert.Equal("type status request_id errors", Calls.MembersOf(body));
        Assert.Equal(type, body.GetProperty("type").GetString());
    }

    private static Task<Reply> PutAsync(TestAccount account, long version, bool enabled, params string[] entries) => account.Owner.CallAsync(
        "PUT", Document, $$"""{"allowlist":[{{string.Join(',', entries)}}],"enabled":{{(enabled ? "true" : "false")}},"version":{{version}}}""");

    private static string? Source(JsonElement error) => error.GetProperty("source").GetProperty("field").GetString();

    private static IEnumerable<string?> Networks(JsonElement told) =>
        told.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("network").GetString());
}
