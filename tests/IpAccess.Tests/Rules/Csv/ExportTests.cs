using System.Globalization;
using System.Text.Json;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Rules.Csv;

/// <summary>The list as CSV.</summary>
public sealed class ExportTests
{
    private const string Rules = TestAccount.Rules;

    private static readonly string[] Labels =
    [
        "say \"hello\"", "\"", "a,b,,c", ",", ";", "a;b", "=1+1", "=HYPERLINK(\"http://x.example\",\"a\")", "+49 30 1234", "-2", "@SUM(A1)",
        "＝1", "＋1", "－1", "＠x", "'", "''", "'=1", "''+1", "'x'", " both sides ", "Zürich 🏢", "事務所", "#1", "true", "2030-01-01", "\u00a0",
        new('x', 100), string.Concat(Enumerable.Repeat("😀", 100)), "=" + new string('\'', 99), new string('\'', 99) + "=",
    ];

    [Fact]
    public async Task The_whole_list_is_written_as_a_file()
    {
        await using var account = await TestAccount.StartAsync("2001:db8::/32", "10.0.0.1");
        await account.PostAsync(Rules, """{"rules":[{"value":"10.0.0.0/8","label":"HQ, \"Berlin\"","enabled":false},{"value":"0/0","label":"=1","expires_at":"2030-01-01T00:00:00Z"}],"allow_broad":true}""");

        var reply = await ExportAsync(account);

        Assert.Equal(
            "value,label,expires_at,enabled\r\n0.0.0.0/0,'=1,2030-01-01T00:00:00Z,true\r\n10.0.0.0/8,\"HQ, \"\"Berlin\"\"\",,false\r\n10.0.0.1/32,,,true\r\n2001:db8::/32,,,true\r\n",
            reply.Is(200).Text);
        Assert.Equal("text/csv; charset=utf-8; header=present", reply.Header("Content-Type"));
        Assert.Equal("attachment; filename=\"allowlist.csv\"", reply.Header("Content-Disposition"));
        Assert.Equal("\"4\"", reply.ETag);
        Assert.Equal("Accept", reply.Header("Vary"));
        Assert.Contains("no-store", reply.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.NotNull(reply.Header("X-Request-Id"));
    }

    [Fact]
    public async Task Json_varies_by_accept_too_and_is_no_file()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");

        var reply = await account.GetAsync(Rules);

        Assert.Equal("Accept", reply.Is(200).Header("Vary"));
        Assert.Null(reply.Header("Content-Disposition"));
    }

    [Fact]
    public async Task An_empty_list_is_a_header_line()
    {
        await using var account = await TestAccount.StartAsync();

        Assert.Equal("value,label,expires_at,enabled\r\n", (await ExportAsync(account)).Is(200).Text);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("*/*", false)]
    [InlineData("text/csv", true)]
    [InlineData("TEXT/CSV", true)]
    [InlineData("text/*", true)]
    [InlineData("text/csv; charset=utf-8", true)]
    [InlineData("text/csv;header=present", true)]
    [InlineData("text/csv;header=absent", false)]
    [InlineData("text/csv;charset=utf-16", false)]
    [InlineData("application/json", false)]
    [InlineData("text/csv, application/json", false)]
    [InlineData("application/json, text/csv", false)]
    [InlineData("text/csv, application/json;q=0.9", true)]
    [InlineData("application/json;q=0.9,text/csv", true)]
    [InlineData("text/csv;q=0.9, application/json", false)]
    [InlineData("text/csv;q=0.2, application/json;q=0.1", true)]
    [InlineData("text/csv, */*", true)]
    [InlineData("text/csv, */*;q=0.1", true)]
    [InlineData("text/csv;q=0.1, */*", false)]
    [InlineData("text/csv;q=0", false)]
    [InlineData("text/csv;q=0, */*", false)]
    [InlineData("*/*, application/json;q=0", true)]
    [InlineData("text/*;q=0.5, text/csv;q=0.1, application/json;q=0.3", false)]
    [InlineData("text/*;q=0.1, text/csv;q=0.5, application/json;q=0.3", true)]
    [InlineData("text/csv;q=0.1, text/csv;header=present;q=0.9, application/json;q=0.5", true)]
    [InlineData("text/html, application/xhtml+xml, */*;q=0.8", false)]
    [InlineData("text/html", false)]
    [InlineData("application/*", false)]
    [InlineData("csv", false)]
    [InlineData(",;=", false)]
    public async Task Csv_is_given_to_who_would_rather_have_it_than_json(string accept, bool isCsv)
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");

        var reply = await account.Owner.CallAsync("GET", Rules, headers: ("Accept", accept));

        Assert.Equal(isCsv ? "text/csv; charset=utf-8; header=present" : "application/json; charset=utf-8", reply.Is(200).Header("Content-Type"));
        Assert.Equal("Accept", reply.Header("Vary"));
    }

    [Fact]
    public async Task Several_accept_headers_are_one()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");

        var reply = await account.Owner.CallAsync("GET", Rules, headers: [("Accept", "application/json;q=0.5"), ("Accept", "text/csv")]);

        Assert.StartsWith("text/csv", reply.Is(200).Header("Content-Type"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=10", "limit not_paged 10")]
    [InlineData("limit=0&cursor=x", "limit not_paged 0|cursor not_paged x")]
    [InlineData("cursor=&page=2&covers=x", "page unknown_parameter 2|cursor not_paged|covers not_an_address x")]
    [InlineData("limit=1&limit=2", "limit duplicate_parameter 1,2|limit not_paged 1")]
    public async Task Csv_is_always_the_whole_list(string query, string faults)
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");

        var reply = await ExportAsync(account, "?" + query);

        Assert.Equal(faults.Split('|'), reply.IsProblem(400, "invalid-request").Faults());
        Assert.Equal("Accept", reply.Header("Vary"));
        Assert.Null(reply.Header("Content-Disposition"));
    }

    [Theory]
    [InlineData("covers=10.1.2.3", "10.0.0.0/8 10.1.0.0/16 10.1.2.3/32")]
    [InlineData("covers=192.0.2.1", "")]
    [InlineData("q=hq", "10.1.0.0/16 203.0.113.0/24")]
    [InlineData("q=HQ&covers=10.1.9.9", "10.1.0.0/16")]
    [InlineData("source=attempt", "")]
    public async Task A_filter_leaves_what_it_names(string query, string expected)
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8", "10.1.2.3", "2001:db8::/32");
        await account.PostAsync(Rules, """{"rules":[{"value":"10.1.0.0/16","label":"HQ Berlin"},{"value":"203.0.113.0/24","label":"old hq"}]}""");

        var lines = (await ExportAsync(account, "?" + query)).Is(200).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(expected, string.Join(' ', lines.Skip(1).Select(line => line.Split(',')[0])));
    }

    [Fact]
    public async Task Another_account_that_takes_the_file_has_the_same_list()
    {
        await using var account = await TestAccount.StartAsync("2001:db8::/32");
        using var other = await account.Service.AccountAsync("other");
        await other.CallAsync("PATCH", TestAccount.Settings, """{"lockout_guard":false}""");
        (await account.PostAsync(Rules + "?allow_broad=true", new
        {
            rules = Labels.Select((label, i) => new
            {
                value = string.Create(CultureInfo.InvariantCulture, $"{i}.0.0.0/{i + 1}"),
                label,
                enabled = i % 3 != 0,
                expires_at = i % 2 == 0 ? null : "2030-02-03T04:05:06Z",
            }),
        })).Is(201);

        var csv = (await ExportAsync(account)).Is(200).Text;
        var taken = await other.CallAsync("PUT", Rules + "?allow_broad=true", csv, "text/csv", ("If-Match", "*"));
        var again = await account.Owner.CallAsync("PUT", Rules + "?allow_broad=true", csv, "text/csv", ("If-Match", "*"));

        Assert.Equal(Labels.Length + 1, taken.Is(200).Json.GetProperty("added").GetInt32());
        var theirs = (await other.CallAsync("GET", Rules + "?limit=1000")).Json.GetProperty("rules").EnumerateArray().Select(Show).ToList();
        Assert.Equal((await account.RulesAsync()).Select(Show), theirs);
        Assert.Equal(Labels.Order(StringComparer.Ordinal), (await account.RulesAsync()).Select(rule => rule.GetProperty("label").GetString()).OfType<string>().Order(StringComparer.Ordinal));
        Assert.Equal("4 0", $"{again.Is(200).Json.GetProperty("version")} {again.Json.GetProperty("added")}");
    }

    [Fact]
    public async Task The_file_needs_a_key_that_may_read_the_list()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");
        using var producer = await account.Service.KeyAsync(account.Owner, new { role = "producer" });
        using var stranger = account.Service.Client();

        (await producer.CallAsync("GET", Rules, headers: ("Accept", "text/csv"))).IsProblem(403, "forbidden");
        (await stranger.CallAsync("GET", Rules, headers: ("Accept", "text/csv"))).IsProblem(401, "unauthorized");
    }

    private static Task<Reply> ExportAsync(TestAccount account, string query = "") =>
        account.Owner.CallAsync("GET", Rules + query, headers: ("Accept", "text/csv"));

    private static string Show(JsonElement rule) =>
        $"{rule.GetProperty("network")}|{rule.GetProperty("label")}|{rule.GetProperty("enabled")}|{rule.GetProperty("expires_at")}";
}
