using System.Text;
using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Rules.Csv;

/// <summary>CSV as the body of a write.</summary>
public sealed class ImportTests
{
    private const string Rules = TestAccount.Rules;

    [Fact]
    public async Task Adding_by_csv_answers_as_json_does()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await ImportAsync(account, "label,value,enabled,expires_at\r\n\"HQ, Berlin\",192.168.100.14/24,false,2030-01-01T00:00:00+01:00\r\n,10/8,,\r\n\"HQ, Berlin\",192.168.100.*,false,2029-12-31T23:00:00Z\r\n");

        var rules = reply.Is(201).Json.GetProperty("rules").EnumerateArray().Select(Show);
        Assert.Equal(["192.168.100.0/24|HQ, Berlin|False|2029-12-31T23:00:00Z", "10.0.0.0/8||True|"], rules);
        Assert.Equal("4 2 0", $"{reply.Json.GetProperty("version")} {reply.Json.GetProperty("added")} {reply.Json.GetProperty("unchanged")}");
        Assert.Equal("\"4\"", reply.ETag);
    }

    [Theory]
    [InlineData("value\n10.0.0.1")]
    [InlineData("value\r\n10.0.0.1\r\n")]
    [InlineData("value\r10.0.0.1\r")]
    [InlineData("\n\nvalue\n\n10.0.0.1\n\n")]
    [InlineData("\ufeffvalue\n10.0.0.1")]
    [InlineData("\ufeff\"value\"\n\"10.0.0.1\"")]
    [InlineData("enabled,value\nTRUE,10.0.0.1")]
    [InlineData("expires_at,enabled,label,value\n,,,10.0.0.1")]
    public async Task Every_usual_way_to_write_a_table_is_read(string csv)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        Assert.Equal("10.0.0.1/32||True|", Show((await ImportAsync(account, csv)).Is(201).Json.GetProperty("rules")[0]));
    }

    [Fact]
    public async Task A_column_sets_what_it_shows_and_one_left_out_leaves_it()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":false}""");
        const string Before = """{"rules":[{"value":"10.0.0.1","label":"one","enabled":false,"expires_at":"2030-01-01T00:00:00Z"}]}""";
        (string Csv, string Rule)[] cases =
        [
            ("value\n10.0.0.1", "10.0.0.1/32|one|False|2030-01-01T00:00:00Z"),
            ("value,label\n10.0.0.1,two", "10.0.0.1/32|two|False|2030-01-01T00:00:00Z"),
            ("value,label\n10.0.0.1,", "10.0.0.1/32||False|2030-01-01T00:00:00Z"),
            ("value,expires_at\n10.0.0.1,2031-01-01T00:00:00Z", "10.0.0.1/32|one|False|2031-01-01T00:00:00Z"),
            ("value,expires_at\n10.0.0.1,", "10.0.0.1/32|one|False|"),
            ("value,enabled\n10.0.0.1,true", "10.0.0.1/32|one|True|2030-01-01T00:00:00Z"),
            ("value,enabled\n10.0.0.1,", "10.0.0.1/32|one|False|2030-01-01T00:00:00Z"),
        ];

        foreach (var (csv, rule) in cases)
        {
            (await account.Owner.CallAsync("PUT", Rules, """{"rules":[]}""", headers: ("If-Match", "*"))).Is(200);
            (await account.PostAsync(Rules, Before)).Is(201);

            Assert.Equal(rule, Show((await ImportAsync(account, csv, "PUT")).Is(200).Json.GetProperty("rules")[0]));
            (await ImportAsync(account, "value,label,expires_at,enabled\n10.0.0.1,other,,true")).Is(201);
            Assert.Equal([rule], (await account.RulesAsync()).Select(Show));
        }
    }

    [Fact]
    public async Task A_header_line_alone_is_no_list_to_add_or_to_put_in_the_place_of_another()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");

        Assert.Equal(["1:1 empty"], (await ImportAsync(account, "value,label\r\n")).IsProblem(400, "invalid-request").Faults());
        Assert.Equal(["1:1 empty"], (await ImportAsync(account, "value,label\r\n", "PUT")).IsProblem(400, "invalid-request").Faults());
        Assert.Single(await account.RulesAsync());
    }

    [Fact]
    public async Task Replacing_by_csv_needs_if_match_too()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");

        (await account.Owner.CallAsync("PUT", Rules, "value\n10.0.0.2", "text/csv")).IsProblem(428, "precondition-required");

        Assert.Equal(["10.0.0.1/32"], await account.NetworksAsync());
    }

    [Fact]
    public async Task A_broad_network_needs_allow_broad_in_the_query()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var refused = await ImportAsync(account, "value\n10.0.0.1\n128/1\n2000::/15");
        var taken = await account.Owner.CallAsync("POST", Rules + "?allow_broad=true", "value\n128/1\n2000::/15", "text/csv");

        Assert.Equal(["3:1 too_broad 128/1", "4:1 too_broad 2000::/15"], refused.IsProblem(400, "invalid-address").Faults());
        Assert.Equal(2, taken.Is(201).Json.GetProperty("added").GetInt32());
    }

    [Fact]
    public async Task One_apostrophe_before_a_formula_is_taken_away_and_a_bare_formula_stays()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await ImportAsync(account, "value,label\n10.0.0.1,'=1\n10.0.0.2,''=1\n10.0.0.3,=1\n10.0.0.4,'x\n");

        Assert.Equal(
            ["=1", "'=1", "=1", "'x"],
            reply.Is(201).Json.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("label").GetString()));
    }

    [Fact]
    public async Task A_label_of_100_characters_may_have_a_shield_before_it()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        var label = "=" + string.Concat(Enumerable.Repeat("😀", 99));

        var reply = await ImportAsync(account, $"value,label\n10.0.0.1,'{label}\n");
        var longer = await ImportAsync(account, $"value,label\n10.0.0.1,'{label}x\n");

        Assert.Equal(label, reply.Is(201).Json.GetProperty("rules")[0].GetProperty("label").GetString());
        Assert.StartsWith("2:2 too_long =😀", Assert.Single(longer.Is(400).Faults()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/csv", 201)]
    [InlineData("TEXT/CSV", 201)]
    [InlineData("text/csv; charset=utf-8", 201)]
    [InlineData("text/csv; charset=\"UTF-8\"; header=present", 201)]
    [InlineData("text/csv; charset=windows-1252", 415)]
    [InlineData("text/csv; charset=us-ascii", 201)]
    [InlineData("text/comma-separated-values", 415)]
    [InlineData("application/csv", 415)]
    [InlineData("application/vnd.ms-excel", 415)]
    public async Task Csv_is_in_utf8(string type, int status)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        (await account.Owner.CallAsync("POST", Rules, "value\n10.0.0.1", type)).Is(status);
    }

    [Fact]
    public async Task Csv_has_the_limit_of_the_bulk_routes()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        const int Limit = 16 * 1024 * 1024;
        const string Csv = "value\n10.0.0.1\n";

        (await ImportAsync(account, Csv + new string('\n', Limit + 1 - Csv.Length))).IsProblem(413, "body-too-large");
        (await ImportAsync(account, Csv + new string('\n', Limit - Csv.Length))).Is(201);
    }

    [Theory]
    [InlineData("76 61 6C 75 65 0A 31 C0 80", "2:2")]
    [InlineData("EF BB BF 76 FF", "1:2")]
    [InlineData("FF FE 76 00", "1:1")]
    public async Task Csv_that_is_not_utf8_is_refused_where_it_goes_wrong(string bytes, string at)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.Owner.CallAsync("POST", Rules, Convert.FromHexString(bytes.Replace(" ", string.Empty, StringComparison.Ordinal)), "text/csv");

        Assert.Equal([$"{at} not_utf8"], reply.IsProblem(400, "invalid-request").Faults());
    }

    [Fact]
    public async Task The_lockout_guard_looks_at_csv_as_at_anything_else()
    {
        await using var account = await TestAccount.StartAsync();
        var bytes = Encoding.UTF8.GetBytes("value,expires_at\n203.0.113.9,2020-01-01T00:00:00Z\n10.0.0.1,\n");

        (await account.Owner.CallAsync("POST", Rules, bytes, "text/csv")).IsProblem(409, "would-lock-you-out");

        Assert.Empty(await account.RulesAsync());
    }

    private static Task<Reply> ImportAsync(TestAccount account, string csv, string method = "POST") =>
        account.Owner.CallAsync(method, Rules, csv, "text/csv", method == "PUT" ? [("If-Match", "*")] : []);

    private static string Show(JsonElement rule) =>
        $"{rule.GetProperty("network")}|{rule.GetProperty("label")}|{rule.GetProperty("enabled")}|{rule.GetProperty("expires_at")}";
}
