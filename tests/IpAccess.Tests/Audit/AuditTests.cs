using System.Text.Json;
using IpAccess.Audit;
using IpAccess.Decisions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Rules;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.Tests.Audit;

public sealed class AuditTests
{
    private const string Path = "/v1/audit";
    private const string Rules = TestAccount.Rules;

    [Fact]
    public async Task An_entry_tells_who_did_what_from_where()
    {
        await using var account = await TestAccount.StartAsync();
        var key = await account.KeyIdAsync();
        account.Service.Clock.Advance(TimeSpan.FromSeconds(90.5));
        var added = await account.Owner.CallAsync("POST", Rules, "203.0.113.9", "text/plain", ("X-Request-Id", "my-request.1"));

        var reply = (await account.GetAsync(Path + "?limit=1")).Is(200);

        var rule = added.Json.GetProperty("rules")[0].GetRawText();
        var cursor = reply.Json.GetProperty("next_cursor").GetRawText();
        Assert.Equal(
            $$$"""{"entries":[{"version":2,"at":"2026-11-22T12:01:30Z","action":"rules_added","actor":{"key":"{{{key}}}","address":"203.0.113.9","derived_from":"connection"},"before":{"rules":[]},"after":{"rules":[{{{rule}}}]},"request_id":"my-request.1"}],"next_cursor":{{{cursor}}}}""",
            reply.Text);
    }

    [Fact]
    public async Task A_new_account_begins_with_its_first_key()
    {
        await using var account = await TestAccount.StartAsync();

        var entry = Assert.Single(await account.AuditAsync());

        Assert.Equal("key_created operator 1", $"{entry.GetProperty("action")} {entry.GetProperty("actor").GetProperty("key")} {entry.GetProperty("version")}");
    }

    [Fact]
    public async Task Entries_come_newest_first_with_both_sides_of_each_change()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1", "10.0.0.2", "203.0.113.9");
        var rules = (await account.RulesAsync()).Select(rule => rule.GetRawText()).ToArray();
        var changed = (await account.PatchAsync(Rules + "/1", """{"label":"one"}""")).Text;
        await account.Owner.CallAsync("DELETE", Rules + "/2");
        await account.Owner.CallAsync("PUT", Rules, """{"rules":[{"value":"203.0.113.9"},{"value":"10.0.0.1","label":"1"}]}""", headers: ("If-Match", "*"));
        var replaced = (await account.GetAsync(Rules + "/1")).Text;
        await account.PostAsync(Rules + "/delete", """{"ids":[3,1]}""");

        var entries = await account.AuditAsync();

        Assert.Equal(
            ["7 enforcement_lifted", "7 rules_removed", "6 rules_replaced", "5 rules_removed", "4 rule_changed", "3 rules_added", "2 settings_changed", "1 key_created"],
            entries.Select(entry => $"{entry.GetProperty("version")} {entry.GetProperty("action")}"));
        Assert.Equal(
            [
                """{"rule_count":2} {"rule_count":0}""",
                $$"""{"rules":[{{replaced}},{{rules[2]}}]} {"rules":[]}""",
                $$"""{"rules":[{{changed}}]} {"rules":[{{replaced}}]}""",
                $$"""{"rules":[{{rules[1]}}]} {"rules":[]}""",
                $$"""{"rules":[{{rules[0]}}]} {"rules":[{{changed}}]}""",
            ],
            entries.Take(5).Select(entry => $"{entry.GetProperty("before").GetRawText()} {entry.GetProperty("after").GetRawText()}"));
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public async Task Up_to_100_rules_are_told_and_more_are_counted(int count, bool isCounted)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        await account.PasteAsync(string.Join(' ', Enumerable.Range(0, count).Select(i => $"10.0.0.{i}")));
        await account.PostAsync(Rules + "/delete", new { ids = Enumerable.Range(2, count) });

        var entries = await account.AuditAsync();

        foreach (var (entry, side) in new[] { (entries[0], "before"), (entries[1], "after") })
        {
            var told = entry.GetProperty(side);
            Assert.Equal(count, isCounted ? told.GetProperty("rule_count").GetInt32() : told.GetProperty("rules").GetArrayLength());
        }
    }

    [Theory]
    [InlineData("PUT", Rules, """{"rules":[]}""", "allow", true)]
    [InlineData("PUT", Rules, """{"rules":[]}""", "deny", false)]
    [InlineData("PUT", Rules, """{"rules":[{"value":"10.0.0.9"}]}""", "allow", false)]
    [InlineData("DELETE", Rules + "/1", null, "allow", true)]
    [InlineData("DELETE", Rules + "/1", null, "deny", false)]
    [InlineData("POST", Rules + "/delete", """{"ids":[1,2]}""", "allow", true)]
    [InlineData("PATCH", Rules + "/1", """{"enabled":false}""", "allow", false)]
    public async Task Emptying_a_list_that_then_lets_everyone_in_is_told(string method, string path, string? body, string emptyList, bool isLifted)
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");
        await account.PatchAsync(TestAccount.Settings, new { empty_list = emptyList });

        (await account.Owner.CallAsync(method, path, body, headers: [("If-Match", "*"), ("X-Request-Id", "lift")])).Is(method == "DELETE" ? 204 : 200);

        var lifted = (await account.AuditAsync()).FindAll(entry => entry.GetProperty("action").GetString() == "enforcement_lifted");
        Assert.Equal(isLifted ? 1 : 0, lifted.Count);
        Assert.All(lifted, entry => Assert.Equal("lift", entry.GetProperty("request_id").GetString()));
    }

    [Fact]
    public async Task An_unknown_address_is_null()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        account.Service.Peer = null;
        await account.PasteAsync("10.0.0.1");

        Assert.Equal(JsonValueKind.Null, (await account.AuditAsync())[0].GetProperty("actor").GetProperty("address").ValueKind);
    }

    [Fact]
    public async Task The_address_of_the_actor_is_told_with_where_it_was_read()
    {
        await using var service = await TestService.StartAsync(
            ("IpAccess:ClientAddress:Mode", "forwarded_for"), ("IpAccess:ClientAddress:TrustedProxies:0", "203.0.113.9"));
        using var owner = await service.AccountAsync();
        (await owner.CallAsync("POST", Rules, "192.0.2.7", "text/plain", ("X-Forwarded-For", "192.0.2.7"))).Is(201);

        var actor = (await owner.CallAsync("GET", Path)).Json.GetProperty("entries")[0].GetProperty("actor");

        Assert.Equal("192.0.2.7 forwarded_for", $"{actor.GetProperty("address")} {actor.GetProperty("derived_from")}");
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended_though_new_entries_come()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        for (var i = 0; i < 20; i++)
        {
            await account.PasteAsync($"10.0.0.{i}");
        }

        var versions = new List<int>();
        var cursor = string.Empty;
        do
        {
            var page = (await account.GetAsync($"{Path}?limit=3{cursor}")).Is(200).Json;
            versions.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("version").GetInt32()));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : null;
            await account.PasteAsync($"10.1.0.{versions.Count}");
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(1, 23).Reverse(), versions);
    }

    [Theory]
    [InlineData("2026-11-22T12:00:00Z", 5)]
    [InlineData("2026-11-22T12:10:00Z", 4)]
    [InlineData("2026-11-22T13:10:01%2B01:00", 3)]
    [InlineData("2026-11-22T12:40:00Z", 1)]
    [InlineData("2026-11-22T12:40:01Z", 0)]
    [InlineData("9999-12-31T23:59:59Z", 0)]
    [InlineData("6000-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:00:00Z", 5)]
    [InlineData("1969-12-31T23:59:59Z", 5)]
    [InlineData("0001-01-01T00:00:00Z", 5)]
    public async Task Since_leaves_the_entries_from_that_time_on(string since, int count)
    {
        await using var account = await TestAccount.StartAsync();
        for (var i = 0; i < 4; i++)
        {
            account.Service.Clock.Advance(TimeSpan.FromMinutes(10));
            await account.PasteAsync($"203.0.113.9 10.0.0.{i}");
        }

        Assert.Equal(count, (await account.GetAsync($"{Path}?since={since}")).Is(200).Json.GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task Since_and_cursor_go_together()
    {
        await using var account = await TestAccount.StartAsync();
        for (var i = 0; i < 4; i++)
        {
            account.Service.Clock.Advance(TimeSpan.FromMinutes(10));
            await account.PasteAsync($"203.0.113.9 10.0.0.{i}");
        }

        var first = (await account.GetAsync(Path + "?since=2026-11-22T12:20:00Z&limit=2")).Json;
        var second = (await account.GetAsync($"{Path}?since=2026-11-22T12:20:00Z&limit=2&cursor={first.GetProperty("next_cursor").GetString()}")).Json;

        Assert.Equal([5, 4], first.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("version").GetInt32()));
        Assert.Equal([3], second.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("version").GetInt32()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
    }

    [Theory]
    [InlineData("since=yesterday", "since not_a_time yesterday")]
    [InlineData("since=", "since not_a_time")]
    [InlineData("limit=0", "limit out_of_range 0")]
    [InlineData("cursor=x", "cursor not_a_cursor x")]
    public async Task A_query_at_fault_is_refused(string query, string fault)
    {
        await using var account = await TestAccount.StartAsync();

        Assert.Equal([fault], (await account.GetAsync($"{Path}?{query}")).IsProblem(400, "invalid-request").Faults());
    }

    [Fact]
    public async Task A_cursor_of_another_account_or_a_made_up_one_is_refused()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        var own = (await account.GetAsync(Path + "?limit=1")).Json.GetProperty("next_cursor").GetString()!;
        var position = System.Text.Encoding.UTF8.GetString(Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(own)).Split('\n')[2];

        foreach (var cursor in (string[])[Cursor.Write(AuditRoutes.Audit, "other", position), Cursor.Write(RuleRoutes.Rules, "acme", position), Cursor.Write(AuditRoutes.Audit, "acme", position + "0"), Cursor.Write(AuditRoutes.Audit, "acme", position.ToUpperInvariant() + "~")])
        {
            (await account.GetAsync($"{Path}?cursor={cursor}")).IsProblem(400, "invalid-request");
        }
    }

    [Fact]
    public async Task A_refused_write_leaves_no_entry()
    {
        await using var account = await TestAccount.StartAsync();

        (await account.PostAsync(Rules, """{"rules":[{"value":"10.0.0.1"}]}""")).Is(409);
        (await account.Owner.CallAsync("PATCH", TestAccount.Settings, """{"mode":"off"}""", headers: ("If-Match", "\"9\""))).Is(412);
        (await account.PostAsync(Rules, """{"rules":[{"value":"x"}]}""")).Is(400);

        Assert.Single(await account.AuditAsync());
    }

    [Fact]
    public async Task The_request_id_of_the_answer_is_the_one_of_the_entry()
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await account.Owner.CallAsync("POST", Rules, "203.0.113.9", "text/plain", ("X-Request-Id", "not well formed"));

        var id = reply.Header("X-Request-Id")!;
        Assert.Equal(20, id.Length);
        Assert.Equal(id, (await account.AuditAsync())[0].GetProperty("request_id").GetString());
    }
}
