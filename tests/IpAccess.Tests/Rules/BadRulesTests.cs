using System.Globalization;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Rules;

/// <summary>Requests for rules that are at fault: everything wrong is named, and nothing is written.</summary>
public sealed class BadRulesTests
{
    private const string Rules = TestAccount.Rules;
    private const string Good = """{"rules":[{"value":"10.0.0.1"}]}""";

    public static TheoryData<string, string> Json => new()
    {
        { "{}", "/rules missing_member" },
        { """{"rules":null}""", "/rules wrong_type null" },
        { """{"rules":{}}""", "/rules wrong_type {}" },
        { "[]", " wrong_type []" },
        { "null", " wrong_type null" },
        { "7", " wrong_type 7" },
        { """{"rules":[{"value":"10.0.0.1"}],"dry_run":true}""", "/dry_run unknown_member true" },
        { """{"rules":[{"value":"10.0.0.1"}],"Rules":[]}""", "/Rules unknown_member []" },
        { """{"rules":[{"value":"10.0.0.1"}],"rules":[]}""", "/rules duplicate_member []" },
        { """{"rules":[{"value":"10.0.0.1"}],"allow_broad":"true"}""", "/allow_broad wrong_type \"true\"" },
        { """{"rules":["10.0.0.1",[],null]}""", "/rules/0 wrong_type \"10.0.0.1\"|/rules/1 wrong_type []|/rules/2 wrong_type null" },
        { """{"rules":[{}]}""", "/rules/0/value missing_member" },
        { """{"rules":[{"value":null},{"value":7}]}""", "/rules/0/value wrong_type null|/rules/1/value wrong_type 7" },
        { """{"rules":[{"value":"10.0.0.1","value":"10.0.0.2","valu":"3","a/b~c":4}]}""", "/rules/0/value duplicate_member \"10.0.0.2\"|/rules/0/valu unknown_member \"3\"|/rules/0/a~1b~0c unknown_member 4" },
        { """{"rules":[{"value":"10.0.0.1","id":1,"network":"10.0.0.1/32"}]}""", "/rules/0/id unknown_member 1|/rules/0/network unknown_member \"10.0.0.1/32\"" },
        { """{"rules":[{"value":"x","label":1,"enabled":"yes","expires_at":0}]}""", "/rules/0/label wrong_type 1|/rules/0/expires_at wrong_type 0|/rules/0/enabled wrong_type \"yes\"|/rules/0/value not_an_address x" },
        { """{"rules":[{"value":" 10.0.0.1"},{"value":""},{"value":"10.0.0.1 10.0.0.2"}]}""", "/rules/0/value not_an_address  10.0.0.1|/rules/1/value not_an_address|/rules/2/value not_an_address 10.0.0.1 10.0.0.2" },
        { """{"rules":[{"value":"10.0.0.1"},{"value":"010.0.0.1"},{"value":"0/0"},{"value":"10.0.0.1:80"}]}""", "/rules/1/value leading_zero 010.0.0.1|/rules/2/value too_broad 0/0|/rules/3/value port 10.0.0.1:80" },
        { """{"rules":[{"value":"\ud800"}]}""", "/rules/0/value forbidden_character" },
        { """{"rules":[{"value":"10.0.0.1","label":"a\udc00"}]}""", "/rules/0/label forbidden_character" },
        { """{"rules":[{"value":"10.0.0.1","\ud800":"x"}],"\udc00b":1}""", " forbidden_character|/rules/0 forbidden_character" },
        { """{"rules":[{"value":"10.0.0.1","\u0000":1}]}""", "/rules/0/\0 unknown_member 1" },
    };

    public static TheoryData<string, string> Texts => new()
    {
        { string.Empty, "1:1" },
        { " ", "1:2" },
        { """{"rules":[{"value":"10.0.0.1"}]} x""", "1:34" },
        { """{"rules":[{"value":"10.0.0.1"}]}{}""", "1:33" },
        { """{"rules":[{"value":"10.0.0.1"},]}""", "1:32" },
        { "{\"rules\":[{\"value\":\"10.0.0.1\"}]\n// why\n}", "2:1" },
        { "/* why */{\"rules\":[{\"value\":\"10.0.0.1\"}]}", "1:1" },
        { "{\"rules\":\n [{'value':\"10.0.0.1\"}]}", "2:4" },
        { "{\"rules\":[{\"value\":\"10.0.0.1\"}],\"a\":NaN}", "1:37" },
        { "{\"rules\":[{\"value\":\"10.0.0.1\",\"label\":\"a\tb\"}]}", "1:41" },
        { "{\"rules\":\r\n[{\"label\":\"ä😀\",,", "2:17" },
        { "\ufeff\ufeff" + Good, "1:1" },
        { "{\"rules\":" + new string('[', 16) + new string(']', 16) + "}", "1:25" },
    };

    [Theory]
    [MemberData(nameof(Json))]
    public async Task Every_fault_of_a_json_body_is_named(string body, string faults)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var added = await account.PostAsync(Rules, body);
        var replaced = await account.Owner.CallAsync("PUT", Rules, body, headers: ("If-Match", "*"));

        Assert.Equal(Sorted(faults.Split('|')), Sorted(added.Is(400).Faults()));
        Assert.Equal(added.Faults(), replaced.Is(400).Faults());
        Assert.Equal(3, await account.VersionAsync());
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_body_that_is_no_strict_json_is_refused_where_it_goes_wrong(string body, string at)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.PostAsync(Rules, body);

        Assert.Equal([$"{at} not_json"], reply.IsProblem(400, "invalid-request").Faults());
        Assert.Equal(3, await account.VersionAsync());
    }

    [Fact]
    public async Task Sixteen_levels_are_read()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.PostAsync(Rules, "{\"rules\":" + new string('[', 15) + new string(']', 15) + "}");

        Assert.Equal(["/rules/0 wrong_type [[[[[[[[[[[[[[]]]]]]]]]]]]]]"], reply.Is(400).Faults());
    }

    [Theory]
    [InlineData("application/json", "7B 22 72 75 6C 65 73 22 3A 5B 0A 22 C3 28 22 5D 7D", "2:2")]
    [InlineData("application/json", "FF", "1:1")]
    [InlineData("application/json", "22 ED A0 80 22", "1:2")]
    [InlineData("text/plain", "31 30 2E 30 2E 30 2E 31 0D 0A 31 C0 80", "2:2")]
    [InlineData("text/plain", "C3 A4 0D E2 82", "2:1")]
    [InlineData("text/plain", "C3 A4 20 FE FF 00", "1:3")]
    public async Task A_body_that_is_not_utf8_is_refused_where_it_goes_wrong(string type, string bytes, string at)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.Owner.CallAsync("POST", Rules, Convert.FromHexString(bytes.Replace(" ", string.Empty, StringComparison.Ordinal)), type);

        Assert.Equal([$"{at} not_utf8"], reply.IsProblem(400, "invalid-request").Faults());
        Assert.Equal(3, await account.VersionAsync());
    }

    [Fact]
    public async Task Every_fault_of_a_paste_is_named_with_its_place()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.Owner.CallAsync("POST", Rules, "10.0.0.1, x\r\n\t10.0.0.256\n10.0.0.0 255.0.0.0\n::/0,fe80::1%eth0\r1.2.3.4-1.2.3.9 192.168.*.1", "text/plain");

        Assert.Equal(
            ["1:11 not_an_address x", "2:2 not_an_address 10.0.0.256", "3:10 netmask 255.0.0.0", "4:1 too_broad ::/0", "4:6 zone fe80::1%eth0", "5:1 range 1.2.3.4-1.2.3.9", "5:17 wildcard 192.168.*.1"],
            reply.IsProblem(400, "invalid-address").Faults());
        Assert.Contains("10.0.0.0/8", reply.Json.GetProperty("errors")[2].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, await account.VersionAsync());
    }

    [Fact]
    public async Task A_byte_order_mark_anywhere_but_before_a_paste_is_no_address()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.Owner.CallAsync("POST", Rules, "\ufeff10.0.0.1 \ufeff10.0.0.2", "text/plain");

        Assert.Equal(["1:10 not_an_address \ufeff10.0.0.2"], reply.IsProblem(400, "invalid-address").Faults());
    }

    [Theory]
    [InlineData(100, 100, "The request has 100 addresses at fault.")]
    [InlineData(101, 100, "The request has 101 addresses at fault; the first 100 are listed.")]
    [InlineData(5_000, 100, "The request has 5000 addresses at fault; the first 100 are listed.")]
    [InlineData(9_999, 100, "The request has 9999 addresses at fault; the first 100 are listed.")]
    [InlineData(10_000, 100, "The request has 10000 addresses at fault, and was read no further; the first 100 are listed.")]
    [InlineData(50_000, 100, "The request has 10000 addresses at fault, and was read no further; the first 100 are listed.")]
    public async Task At_most_100_faults_are_listed_and_ten_thousand_counted(int faults, int listed, string detail)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var paste = await account.Owner.CallAsync("POST", Rules, "10.0.0.1\n" + string.Join('\n', Enumerable.Repeat("x", faults)), "text/plain");
        var json = await account.PostAsync(Rules, new { rules = Enumerable.Repeat(new { value = "x" }, faults) });

        Assert.Equal(listed, paste.IsProblem(400, "invalid-address").Faults().Count);
        Assert.Equal(detail, paste.Json.GetProperty("detail").GetString());
        Assert.Equal($"/rules/{listed - 1}/value not_an_address x", json.IsProblem(400, "invalid-address").Faults()[^1]);
        Assert.Equal(detail, json.Json.GetProperty("detail").GetString());
        Assert.Equal(3, await account.VersionAsync());
    }

    [Theory]
    [InlineData(Rules, """{"rules":[{"value":"10.0.0.1"}]""", ",\"x#\":0", "}")]
    [InlineData(Rules + "/delete", """{"ids":[0""", ",\"x\"", "]}")]
    [InlineData("/v3/access_settings/whitelist", """{"ips":[{"ip":"x"}""", """,{"ip":"x"}""", "]}")]
    public async Task A_request_with_more_faults_than_are_worth_finding_is_read_no_further(string path, string start, string part, string end)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        var parts = string.Concat(Enumerable.Range(0, 30_000).Select(i => part.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));

        var reply = (await account.PostAsync(path, start + parts + end)).Is(400);

        Assert.Equal(100, reply.Json.GetProperty("errors").GetArrayLength());
        if (path.StartsWith(Rules, StringComparison.Ordinal))
        {
            Assert.Equal(
                "The request has 10000 values at fault, and was read no further; the first 100 are listed.", reply.Json.GetProperty("detail").GetString());
        }
    }

    [Theory]
    [InlineData("POST", Rules, "?allow_broad=1", "allow_broad not_one_of 1")]
    [InlineData("POST", Rules, "?allow_broad=True", "allow_broad not_one_of True")]
    [InlineData("POST", Rules, "?allow_broad=true&allow_broad=true", "allow_broad duplicate_parameter true,true")]
    [InlineData("POST", Rules, "?confirm_within=0", "confirm_within out_of_range 0")]
    [InlineData("PUT", Rules, "?confirm_within=0", "confirm_within out_of_range 0")]
    [InlineData("POST", Rules + "/delete", "?confirm_within=61", "confirm_within out_of_range 61")]
    [InlineData("PATCH", Rules + "/1", "?confirm_within=61", "confirm_within out_of_range 61")]
    [InlineData("DELETE", Rules + "/1", "?confirm=5", "confirm unknown_parameter 5")]
    [InlineData("PATCH", TestAccount.Settings, "?confirm=5", "confirm unknown_parameter 5")]
    [InlineData("GET", Rules + "/1", "?x", "x unknown_parameter")]
    [InlineData("GET", TestAccount.Settings, "?x=1&x=2", "x unknown_parameter 1,2")]
    [InlineData("GET", "/v1/audit", "?until=5", "until unknown_parameter 5")]
    public async Task A_query_that_the_route_does_not_take_is_refused(string method, string path, string query, string fault)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        var body = (method, path) switch
        {
            ("GET" or "DELETE", _) => null,
            ("PATCH", Rules + "/1") => """{"label":"x"}""",
            ("PATCH", _) => """{"mode":"off"}""",
            (_, Rules) => Good,
            _ => """{"ids":[1]}""",
        };

        var reply = await account.Owner.CallAsync(method, path + query, body, headers: ("If-Match", "*"));

        Assert.Equal([fault], reply.IsProblem(400, "invalid-request").Faults());
        Assert.Equal(3, await account.VersionAsync());
    }

    [Fact]
    public async Task A_long_value_is_shortened_in_the_answer()
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await account.PostAsync(Rules, new { rules = new[] { new { value = new string('x', 500_000) } } });

        Assert.Equal([string.Create(CultureInfo.InvariantCulture, $"/rules/0/value not_an_address {new string('x', 100)}…")], reply.Is(400).Faults());
    }

    [Theory]
    [InlineData("/v1/check", """{"\ud800":1}""")]
    [InlineData("/v1/check", """{"\udc00ecks":1,"ip":"10.0.0.1"}""")]
    [InlineData("/v1/check", """{"check\ud800":[]}""")]
    [InlineData("/v1/check", """{"checks":[{"i\udfffp":"10.0.0.1"}]}""")]
    [InlineData("/v1/keys", """{"role":"viewer","\ud800":1}""")]
    [InlineData("/v1/keys", """{"role":"viewer","client_address":{"header":"a","\udc00":1}}""")]
    [InlineData(Rules + "/delete", """{"ids":[1],"\udc00":1}""")]
    public async Task Half_a_character_in_the_name_of_a_member_is_refused_everywhere(string path, string body)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var faults = (await account.PostAsync(path, body)).IsProblem(400, "invalid-request").Faults();

        Assert.Contains(faults, fault => fault.EndsWith(" forbidden_character", StringComparison.Ordinal));
        Assert.Equal(3, await account.VersionAsync());
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> faults) => faults.Order(StringComparer.Ordinal);
}
