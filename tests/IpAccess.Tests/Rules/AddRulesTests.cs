using System.Globalization;
using IpAccess.Allowlists;
using IpAccess.Http.Messages;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.Tests.Rules;

public sealed class AddRulesTests
{
    private const string Rules = TestAccount.Rules;
    private const string At = "2026-11-22T12:00:00Z";

    [Fact]
    public async Task Adding_answers_each_network_once_in_the_order_given()
    {
        await using var account = await TestAccount.StartAsync();
        var key = await account.KeyIdAsync();

        var reply = await account.PostAsync(Rules, """
            {"rules":[{"value":"203.0.113.9/24","label":"HQ","expires_at":null,"enabled":true},
            {"value":"2001:DB8::1","enabled":false},{"value":"203.0.113.*","label":"HQ","enabled":true}],"allow_broad":false}
            """);

        Assert.Equal($$"""{"version":2,"added":2,"unchanged":0,"rules":[{{Rule(1, "203.0.113.0/24", key, "\"HQ\"")}},{{Rule(2, "2001:db8::1/128", key, "null", "false")}}]}""", reply.Is(201).Text);
        Assert.Equal("\"2\"", reply.ETag);
    }

    [Fact]
    public async Task A_paste_answers_as_json_does()
    {
        await using var account = await TestAccount.StartAsync();
        var key = await account.KeyIdAsync();

        var reply = await account.PasteAsync("203.0.113.9/24,\t10/8\r\n 203.0.113.9/24 ");

        Assert.Equal($$"""{"version":2,"added":2,"unchanged":0,"rules":[{{Rule(1, "203.0.113.0/24", key)}},{{Rule(2, "10.0.0.0/8", key)}}]}""", reply.Text);
    }

    [Fact]
    public async Task A_network_that_is_there_keeps_its_rule_as_it_is()
    {
        await using var account = await TestAccount.StartAsync();
        var key = await account.KeyIdAsync();
        await account.PostAsync(Rules, """{"rules":[{"value":"203.0.113.0/24","label":"HQ"}]}""");
        account.Service.Clock.Advance(TimeSpan.FromHours(1));

        var reply = await account.PostAsync(Rules, """{"rules":[{"value":"10.0.0.0/8"},{"value":"203.0.113.0/24","label":"other","enabled":false}]}""");

        var added = Rule(2, "10.0.0.0/8", key).Replace("12:00", "13:00", StringComparison.Ordinal);
        Assert.Equal($$"""{"version":3,"added":1,"unchanged":1,"rules":[{{added}},{{Rule(1, "203.0.113.0/24", key, "\"HQ\"")}}]}""", reply.Is(201).Text);
    }

    [Fact]
    public async Task Adding_nothing_new_makes_no_version_and_no_audit_entry()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.0/24");
        var entries = (await account.AuditAsync()).Count;

        var reply = await account.PasteAsync("203.0.113.7/24");

        Assert.Equal(2, reply.Json.GetProperty("version").GetInt64());
        Assert.Equal(0, reply.Json.GetProperty("added").GetInt32());
        Assert.Equal(1, reply.Json.GetProperty("unchanged").GetInt32());
        Assert.Equal("\"2\"", reply.ETag);
        Assert.Equal(2, await account.VersionAsync());
        Assert.Equal(entries, (await account.AuditAsync()).Count);
    }

    [Fact]
    public async Task Ids_rise_and_are_never_used_twice()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24", "10.0.0.1", "10.0.0.2");
        await account.PostAsync(Rules + "/delete", """{"ids":[2,3]}""");

        var reply = await account.PasteAsync("10.0.0.2 10.0.0.9");
        await account.Owner.CallAsync("PUT", Rules, """{"rules":[]}""", headers: ("If-Match", "*"));
        var last = await account.PasteAsync("203.0.113.0/24");

        Assert.Equal([4, 5], reply.Json.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetInt64()));
        Assert.Equal(6, last.Json.GetProperty("rules")[0].GetProperty("id").GetInt64());
    }

    [Theory]
    [InlineData("text/plain", "", "1:1 empty")]
    [InlineData("text/plain", " ,\r\n\t,", "1:1 empty")]
    [InlineData("application/json", """{"rules":[]}""", "/rules empty")]
    public async Task Adding_nothing_at_all_is_refused(string type, string body, string fault)
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await account.Owner.CallAsync("POST", Rules, body, type);

        Assert.Equal([fault], reply.Is(400).Faults());
        Assert.Equal(1, await account.VersionAsync());
    }

    [Theory]
    [InlineData("128/1", "application/json")]
    [InlineData("4.0.0.0/6", "application/json")]
    [InlineData("2000::/15", "application/json")]
    [InlineData("0.0.0.0/0 ::/0", "text/plain")]
    public async Task A_broad_network_needs_allow_broad(string networks, string type)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        var isJson = type == "application/json";
        string Body(string consent) => isJson ? $$"""{"rules":[{"value":"{{networks}}"}]{{consent}}}""" : networks;

        var refused = await account.Owner.CallAsync("POST", Rules, Body(string.Empty), type);
        var denied = await account.Owner.CallAsync("POST", Rules + "?allow_broad=false", Body(string.Empty), type);
        var version = await account.VersionAsync();
        var byQuery = await account.Owner.CallAsync("POST", Rules + "?allow_broad=true", Body(string.Empty), type);
        var byMember = await account.Owner.CallAsync("POST", Rules, Body(isJson ? ""","allow_broad":true""" : string.Empty), type);

        Assert.All(refused.IsProblem(400, "invalid-address").Faults(), fault => Assert.Contains("too_broad", fault, StringComparison.Ordinal));
        Assert.Equal(refused.Faults(), denied.IsProblem(400, "invalid-address").Faults());
        Assert.Equal(3, version);
        byQuery.Is(201);
        byMember.Is(isJson ? 201 : 400);
    }

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("2001::/16")]
    public async Task A_network_of_the_allowed_breadth_needs_no_consent(string network)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");

        var reply = await account.PasteAsync(network);

        Assert.Equal(network, reply.Json.GetProperty("rules")[0].GetProperty("network").GetString());
    }

    [Fact]
    public async Task A_large_paste_is_added_whole()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        var networks = Enumerable.Range(0, 5_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"10.{i / 256}.{i % 256}.0/24")).ToList();

        var reply = await account.PasteAsync(string.Join('\n', networks.AsEnumerable().Reverse()));

        Assert.Equal(5_000, reply.Json.GetProperty("added").GetInt32());
        Assert.Equal(networks.Append("203.0.113.0/24"), await account.NetworksAsync());
    }

    private static string Rule(long id, string network, string key, string label = "null", string enabled = "true") =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}},"network":"{{network}}","label":{{label}},"enabled":{{enabled}},"expires_at":null,"source":"manual","created_by":"key:{{key}}","created_at":"{{At}}","updated_at":"{{At}}"}""");
}
