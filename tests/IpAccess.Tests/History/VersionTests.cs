using System.Text.Json;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.Tests.History;

public sealed class VersionTests
{
    private const string Rules = TestAccount.Rules;
    private const string Versions = "/v1/allowlist/versions";

    [Fact]
    public async Task Versions_are_listed_newest_first_and_page_by_page()
    {
        await using var account = await GrownAsync();

        var all = (await account.GetAsync(Versions)).Is(200);
        var first = (await account.GetAsync(Versions + "?limit=2")).Is(200).Json;
        var second = (await account.GetAsync($"{Versions}?limit=2&cursor={first.GetProperty("next_cursor").GetString()}")).Is(200).Json;

        Assert.Equal(
            """{"versions":[{"version":4,"created_at":"2026-11-22T12:00:03Z","rule_count":1},{"version":3,"created_at":"2026-11-22T12:00:02Z","rule_count":2},{"version":2,"created_at":"2026-11-22T12:00:01Z","rule_count":2},{"version":1,"created_at":"2026-11-22T12:00:00Z","rule_count":0}],"next_cursor":null}""",
            all.Text);
        Assert.Equal("\"4\"", all.ETag);
        Assert.Equal([4, 3, 2, 1], Numbers(first).Concat(Numbers(second)));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task A_version_shows_its_settings_and_its_rules_page_by_page()
    {
        await using var account = await GrownAsync();

        var reply = (await account.GetAsync(Versions + "/3?limit=1")).Is(200);
        var rest = (await account.GetAsync($"{Versions}/3?limit=1&cursor={reply.Json.GetProperty("next_cursor").GetString()}")).Is(200).Json;

        Assert.Equal("\"3\"", reply.ETag);
        Assert.Equal("monitor", reply.Json.GetProperty("settings").GetProperty("mode").GetString());
        Assert.Equal(2, reply.Json.GetProperty("rule_count").GetInt32());
        Assert.Equal("10.0.0.0/8 203.0.113.9/32", $"{Networks(reply.Json, "rules")} {Networks(rest, "rules")}");
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task A_diff_tells_what_was_added_removed_and_changed_in_rules_and_settings()
    {
        await using var account = await GrownAsync();
        await account.PatchAsync(Rules + "/2", """{"label":"HQ"}""");
        await account.PasteAsync("2001:db8::/32");

        var diff = (await account.GetAsync(Versions + "/6/diff?against=2")).Is(200);
        var back = (await account.GetAsync(Versions + "/2/diff?against=6")).Is(200).Json;
        var last = (await account.GetAsync(Versions + "/6/diff")).Is(200).Json;

        Assert.Equal("\"6\"", diff.ETag);
        Assert.Equal("2001:db8::/32", Networks(diff.Json, "added"));
        Assert.Equal("10.0.0.0/8", Networks(diff.Json, "removed"));
        var changed = Assert.Single(diff.Json.GetProperty("changed").EnumerateArray());
        Assert.Equal("null HQ", $"{changed.GetProperty("before").GetProperty("label").GetRawText()} {changed.GetProperty("after").GetProperty("label")}");
        Assert.Equal("""{"mode":{"before":"enforce","after":"monitor"}}""", diff.Json.GetProperty("settings").GetRawText());
        Assert.Equal("10.0.0.0/8|2001:db8::/32", $"{Networks(back, "added")}|{Networks(back, "removed")}");
        Assert.Equal((5, "2001:db8::/32", "{}"), (last.GetProperty("against").GetInt32(), Networks(last, "added"), last.GetProperty("settings").GetRawText()));
    }

    [Fact]
    public async Task A_diff_is_paged_in_network_order()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1", "10.0.0.2");
        (await account.Owner.CallAsync("PUT", Rules, """{"rules":[{"value":"10.0.0.0"},{"value":"10.0.0.2","label":"x"},{"value":"10.0.0.3"}]}""", headers: ("If-Match", "*"))).Is(200);

        var pages = new List<string>();
        for (string? cursor = string.Empty; cursor is not null;)
        {
            var page = (await account.GetAsync($"{Versions}/4/diff?limit=1{(cursor.Length > 0 ? $"&cursor={cursor}" : string.Empty)}")).Is(200).Json;
            pages.Add($"{Networks(page, "added")}|{Networks(page, "removed")}|{page.GetProperty("changed").GetArrayLength()}");
            cursor = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(["10.0.0.0/32||0", "|10.0.0.1/32|0", "||1", "10.0.0.3/32||0"], pages);
    }

    [Theory]
    [InlineData("/0")]
    [InlineData("/5")]
    [InlineData("/x")]
    [InlineData("/-1")]
    [InlineData("/99999999999999999999")]
    [InlineData("/1/diff")]
    [InlineData("/5/diff")]
    [InlineData("/4/diff?against=5")]
    [InlineData("/x/diff?against=1")]
    public async Task What_is_no_version_is_not_found(string path)
    {
        await using var account = await GrownAsync();

        (await account.GetAsync(Versions + path)).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task A_cursor_of_another_listing_is_refused()
    {
        await using var account = await GrownAsync();
        var ofVersions = (await account.GetAsync(Versions + "?limit=1")).Json.GetProperty("next_cursor").GetString();
        var ofThree = (await account.GetAsync(Versions + "/3?limit=1")).Json.GetProperty("next_cursor").GetString();

        foreach (var path in (string[])[$"{Versions}/3?cursor={ofVersions}", $"{Versions}/2?cursor={ofThree}", $"{Versions}?cursor={ofThree}", $"{Versions}/3/diff?cursor={ofThree}"])
        {
            Assert.Equal(["cursor not_a_cursor"], (await account.GetAsync(path)).IsProblem(400, "invalid-request").Faults().Select(fault => fault[..19]));
        }
    }

    private static async Task<TestAccount> GrownAsync()
    {
        var account = await TestAccount.StartAsync();
        account.Service.Clock.Advance(TimeSpan.FromSeconds(1));
        await account.PasteAsync("10.0.0.0/8 203.0.113.9");
        account.Service.Clock.Advance(TimeSpan.FromSeconds(1));
        await account.PatchAsync(TestAccount.Settings, """{"mode":"monitor"}""");
        account.Service.Clock.Advance(TimeSpan.FromSeconds(1));
        (await account.Owner.CallAsync("DELETE", Rules + "/1")).Is(204);
        return account;
    }

    private static IEnumerable<int> Numbers(JsonElement page) =>
        page.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetInt32());

    private static string Networks(JsonElement page, string member) =>
        string.Join(' ', page.GetProperty(member).EnumerateArray().Select(rule => rule.GetProperty("network").GetString()));
}
