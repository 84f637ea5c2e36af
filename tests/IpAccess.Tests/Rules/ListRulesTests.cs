using System.Text;
using IpAccess.Audit;
using IpAccess.Http.Messages;
using IpAccess.Rules;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.Tests.Rules;

public sealed class ListRulesTests
{
    private const string Rules = TestAccount.Rules;

    [Fact]
    public async Task Rules_are_listed_by_network_with_ipv4_first()
    {
        await using var account = await TestAccount.StartAsync("2001:db8::/32", "::1", "203.0.113.0/24", "10.0.0.0/16", "10.0.0.0/8", "9.255.255.255");

        var reply = await account.GetAsync(Rules);

        Assert.Equal(
            ["9.255.255.255/32", "10.0.0.0/8", "10.0.0.0/16", "203.0.113.0/24", "::1/128", "2001:db8::/32"],
            reply.Is(200).Json.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("network").GetString()));
        Assert.Equal("\"3\"", reply.ETag);
        Assert.Equal(["rules", "next_cursor"], reply.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, reply.Json.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task An_empty_list_is_an_empty_page()
    {
        await using var account = await TestAccount.StartAsync();

        Assert.Equal("""{"rules":[],"next_cursor":null}""", (await account.GetAsync(Rules)).Is(200).Text);
    }

    [Fact]
    public async Task A_page_has_100_rules_unless_the_limit_says_otherwise()
    {
        await using var account = await TestAccount.StartAsync([.. Enumerable.Range(0, 101).Select(i => $"10.0.0.{i}")]);

        Assert.Equal(100, await CountAsync(account, string.Empty));
        Assert.Equal(101, await CountAsync(account, "?limit=101"));
        Assert.Equal(101, await CountAsync(account, "?limit=1000"));
        Assert.Equal(1, await CountAsync(account, "?limit=1"));
        Assert.Equal(101, (await account.RulesAsync("limit=7")).Count);
    }

    [Theory]
    [InlineData("limit=0", "limit out_of_range 0")]
    [InlineData("limit=1001", "limit out_of_range 1001")]
    [InlineData("limit=-1", "limit out_of_range -1")]
    [InlineData("limit=%2B1", "limit out_of_range +1")]
    [InlineData("limit=", "limit out_of_range")]
    [InlineData("limit=99999999999999999999", "limit out_of_range 99999999999999999999")]
    [InlineData("limit=1&limit=2", "limit duplicate_parameter 1,2")]
    [InlineData("page=1", "page unknown_parameter 1")]
    [InlineData("LIMIT=5", "LIMIT unknown_parameter 5")]
    [InlineData("covers=10.0.0.0/8", "covers not_an_address 10.0.0.0/8")]
    [InlineData("covers=", "covers not_an_address")]
    [InlineData("cursor=", "cursor not_a_cursor")]
    [InlineData("cursor=!", "cursor not_a_cursor !")]
    [InlineData("state=", "state not_one_of")]
    [InlineData("state=Enabled", "state not_one_of Enabled")]
    public async Task A_query_at_fault_is_refused(string query, string fault)
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await account.GetAsync($"{Rules}?{query}");

        Assert.Equal([fault], reply.Is(400).Faults());
    }

    [Fact]
    public async Task A_changed_cursor_or_one_from_elsewhere_is_refused()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1", "10.0.0.2");
        var cursor = (await account.GetAsync(Rules + "?limit=1")).Json.GetProperty("next_cursor").GetString()!;
        string[] others =
        [
            Cursor.Write(RuleRoutes.Rules, "other", "10.0.0.1/32"),
            Cursor.Write(AuditRoutes.Audit, "acme", "10.0.0.1/32"),
            Cursor.Write(RuleRoutes.Rules, "acme", "10.0.0.1"),
            Cursor.Write(RuleRoutes.Rules, "acme", string.Empty),
            Cursor.Write(RuleRoutes.Rules, "acme", "10.0.0.1/32\n"),
            Convert.ToBase64String(Encoding.UTF8.GetBytes("10.0.0.1/32")),
            cursor + "A",
            cursor + "=",
            cursor[1..],
        ];

        (await account.GetAsync($"{Rules}?cursor={cursor}")).Is(200);
        foreach (var other in others)
        {
            (await account.GetAsync($"{Rules}?cursor={Uri.EscapeDataString(other)}")).IsProblem(400, "invalid-request");
        }

        (await account.GetAsync($"/v1/audit?cursor={cursor}")).IsProblem(400, "invalid-request");
    }

    [Fact]
    public async Task A_walk_over_a_changing_list_neither_loses_nor_doubles_an_untouched_rule()
    {
        string[] lasting = [.. Enumerable.Range(0, 120).Select(i => $"10.0.{i}.0/24")];
        await using var account = await TestAccount.StartAsync([.. lasting, .. lasting.Select(network => network.Replace("/24", "/25", StringComparison.Ordinal))]);
        var random = new Random(5);
        var seen = new List<string?>();
        var cursor = string.Empty;
        do
        {
            var page = (await account.GetAsync($"{Rules}?limit=10{cursor}")).Json;
            seen.AddRange(page.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("network").GetString()));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : null;
            await account.PasteAsync($"10.0.{random.Next(120)}.{random.Next(128, 256)}");
            await account.PostAsync(Rules + "/delete", new { ids = Enumerable.Range(0, 8).Select(_ => random.Next(121, 241)) });
        }
        while (cursor is not null);

        Assert.Equal(lasting, seen.Where(lasting.Contains));
        Assert.Equal(seen.Distinct().Count(), seen.Count);
    }

    [Fact]
    public async Task The_place_of_a_deleted_rule_is_still_a_place_to_go_on_from()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1", "10.0.0.2", "10.0.0.3");
        var cursor = (await account.GetAsync(Rules + "?limit=2")).Json.GetProperty("next_cursor").GetString();
        await account.PostAsync(Rules + "/delete", """{"ids":[2]}""");

        Assert.Equal(["10.0.0.3/32"], await account.NetworksAsync($"cursor={cursor}"));
    }

    [Theory]
    [InlineData("covers=10.1.2.3", "10.0.0.0/8 10.1.0.0/16 10.1.2.3/32")]
    [InlineData("covers=::ffff:10.1.2.3", "10.0.0.0/8 10.1.0.0/16 10.1.2.3/32")]
    [InlineData("covers=10.1.2.3&limit=1", "10.0.0.0/8 10.1.0.0/16 10.1.2.3/32")]
    [InlineData("covers=192.0.2.1", "")]
    [InlineData("covers=2001:db8::5", "2001:db8::/32")]
    [InlineData("q=hq", "10.1.0.0/16 203.0.113.0/24")]
    [InlineData("q=hq&limit=1", "10.1.0.0/16 203.0.113.0/24")]
    [InlineData("q=%C3%9C", "203.0.113.0/24")]
    [InlineData("q=nothing", "")]
    [InlineData("q=HQ&covers=10.1.9.9", "10.1.0.0/16")]
    [InlineData("source=manual&covers=2001:db8::5", "2001:db8::/32")]
    [InlineData("source=attempt", "")]
    public async Task A_filter_leaves_what_it_names(string query, string expected)
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8", "10.1.2.3", "2001:db8::/32");
        await account.PostAsync(Rules, """{"rules":[{"value":"10.1.0.0/16","label":"HQ Berlin"},{"value":"203.0.113.0/24","label":"old hq, Über"}]}""");

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), await account.NetworksAsync(query));
    }

    [Theory]
    [InlineData("state=enabled", "10.0.0.1/32 10.0.0.2/32")]
    [InlineData("state=disabled", "10.0.0.3/32 10.0.0.5/32")]
    [InlineData("state=expired", "10.0.0.4/32 10.0.0.5/32")]
    [InlineData("state=expired&q=b", "10.0.0.5/32")]
    public async Task The_state_of_a_rule_is_that_of_now(string query, string expected)
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");
        await account.PostAsync(Rules, """
            {"rules":[{"value":"10.0.0.2","expires_at":"2026-11-24T12:00:00Z"},{"value":"10.0.0.3","enabled":false},
            {"value":"10.0.0.4","label":"a","expires_at":"2026-11-23T12:00:00Z"},{"value":"10.0.0.5","label":"b","enabled":false,"expires_at":"2026-11-23T12:00:00Z"}]}
            """);
        account.Service.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(expected.Split(' '), await account.NetworksAsync(query));
        Assert.Equal(expected.Split(' '), await account.NetworksAsync(query + "&limit=1"));
    }

    [Theory]
    [InlineData("caf%C3%A9", "10.0.0.1/32 10.0.0.2/32")]
    [InlineData("cafe%CC%81", "10.0.0.1/32 10.0.0.2/32")]
    [InlineData("CAF%C3%89", "10.0.0.1/32 10.0.0.2/32")]
    [InlineData("cafe", "10.0.0.3/32")]
    public async Task A_label_is_found_however_its_accents_are_encoded(string part, string expected)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        await account.PostAsync(Rules, """{"rules":[{"value":"10.0.0.1","label":"the caf\u00e9"},{"value":"10.0.0.2","label":"Cafe\u0301 2"},{"value":"10.0.0.3","label":"cafe"}]}""");

        Assert.Equal(expected.Split(' '), await account.NetworksAsync($"q={part}"));
    }

    private static async Task<int> CountAsync(TestAccount account, string query) =>
        (await account.GetAsync(Rules + query)).Is(200).Json.GetProperty("rules").GetArrayLength();
}
