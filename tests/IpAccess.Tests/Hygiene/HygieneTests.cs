using System.Text.Json;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Hygiene;

public sealed class HygieneTests
{
    private const string Hygiene = "/v1/allowlist/hygiene";
    private const string Rules = TestAccount.Rules;

    [Fact]
    public async Task All_that_can_be_tidied_up_is_told()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":false}""");
        (await account.PostAsync(Rules, """
            {"rules":[{"value":"10.0.0.0/8","label":"HQ"},{"value":"10.1.0.0/16","label":"lab"},{"value":"10.1.2.0/24","expires_at":"2026-11-22T13:00:00Z"},
            {"value":"192.0.2.0/25","label":"left"},{"value":"192.0.2.128/25","label":"right"},{"value":"192.0.2.0/24","enabled":false},
            {"value":"198.51.100.7","expires_at":"2026-11-22T12:00:01Z"},{"value":"2001:db8::/31"}]}
            """)).Is(201);
        account.Service.Clock.Advance(TimeSpan.FromSeconds(1));
        var rules = (await account.RulesAsync()).ToDictionary(rule => rule.GetProperty("id").GetInt64(), rule => rule.GetRawText());

        var reply = (await account.GetAsync(Hygiene)).Is(200);

        Assert.Equal("\"3\"", reply.ETag);
        Assert.Equal(
            $$$"""
            {"version":3,"rule_count":8,"addresses":"158456325028528675187104678144",
            "shadowed":[{"id":2,"network":"10.1.0.0/16","by":{"id":1,"network":"10.0.0.0/8"}},{"id":3,"network":"10.1.2.0/24","by":{"id":1,"network":"10.0.0.0/8"}}],
            "expired":[{{{rules[7]}}}],"disabled":[{{{rules[6]}}}],"over_broad":[{{{rules[1]}}},{{{rules[8]}}}],
            "smallest":{"rule_count":3,"rules":[{"value":"10.0.0.0/8","label":"HQ","expires_at":null,"enabled":true},
            {"value":"192.0.2.0/24","label":null,"expires_at":null,"enabled":true},{"value":"2001:db8::/31","label":null,"expires_at":null,"enabled":true}]},
            "preview":{"add":[{"value":"192.0.2.0/24","label":null,"expires_at":null,"enabled":true}],"remove":[2,3,4,5,6,7],"allow_broad":false}}
            """.ReplaceLineEndings(string.Empty),
            reply.Text);
    }

    [Fact]
    public async Task A_list_without_anything_to_tidy_up_has_no_preview()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24", "10.0.0.0/16", "2001:db8::/32");

        var view = (await account.GetAsync(Hygiene)).Is(200).Json;

        Assert.Equal("[] [] [] []", Findings(view));
        Assert.Equal(JsonValueKind.Null, view.GetProperty("preview").ValueKind);
        Assert.Equal(3, view.GetProperty("smallest").GetProperty("rule_count").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"value":"10.0.0.0/8","enabled":false},{"value":"10.0.0.1","expires_at":"2026-11-22T12:00:00Z"}""")]
    public async Task Where_nothing_is_let_in_no_preview_would_empty_the_list(string rules)
    {
        await using var account = await TestAccount.StartAsync();
        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":false}""");
        (await account.PostAsync(Rules, $$"""{"rules":[{{rules}}]}""")).Is(rules.Length == 0 ? 400 : 201);

        var view = (await account.GetAsync(Hygiene)).Is(200).Json;

        Assert.Equal("0", view.GetProperty("addresses").GetString());
        Assert.Equal("""{"rule_count":0,"rules":[]}""", view.GetProperty("smallest").GetRawText());
        Assert.Equal(JsonValueKind.Null, view.GetProperty("preview").ValueKind);
    }

    [Theory]
    [InlineData("10.0.0.0/9 10.128.0.0/9", false)]
    [InlineData("10.0.0.0/8 11.0.0.0/8", true)]
    [InlineData("0.0.0.0/1 0.0.0.0/2", false)]
    public async Task Broad_networks_are_asked_for_only_where_one_is_added(string networks, bool allowBroad)
    {
        await using var account = await TestAccount.StartAsync("192.0.2.1");
        (await account.Owner.CallAsync("POST", Rules + "?allow_broad=true", networks, "text/plain")).Is(201);

        var preview = (await account.GetAsync(Hygiene)).Is(200).Json.GetProperty("preview");

        Assert.Equal(allowBroad, preview.GetProperty("allow_broad").GetBoolean());
    }

    [Fact]
    public async Task Putting_the_smallest_list_in_the_place_of_the_list_leaves_nothing_to_tidy_up()
    {
        for (var seed = 0; seed < Effort.Of(10, 200); seed++)
        {
            await using var account = await TestAccount.StartAsync("192.0.2.1");
            await new RandomRules(seed).AddToAsync(account);
            var before = (await account.GetAsync(Hygiene)).Is(200).Json;

            var put = await account.Owner.CallAsync(
                "PUT", Rules, new { rules = before.GetProperty("smallest").GetProperty("rules"), allow_broad = true }, headers: ("If-Match", "*"));

            put.Is(200);
            var after = (await account.GetAsync(Hygiene)).Is(200).Json;
            Assert.Equal("[] [] []", Findings(after)[..8]);
            Assert.Equal(JsonValueKind.Null, after.GetProperty("preview").ValueKind);
            Assert.Equal(before.GetProperty("addresses").GetString(), after.GetProperty("addresses").GetString());
            Assert.Equal(before.GetProperty("smallest").GetRawText(), after.GetProperty("smallest").GetRawText());
        }
    }

    [Fact]
    public async Task The_service_reads_its_list_of_a_child_account_too()
    {
        await using var account = await TestAccount.StartAsync();
        using var child = await account.Service.AccountAsync("child", "acme");

        var reply = await account.Owner.CallAsync("GET", Hygiene, headers: ("on-behalf-of", "child"));

        Assert.Equal(1, reply.Is(200).Json.GetProperty("version").GetInt64());
    }

    private static string Findings(JsonElement view) =>
        string.Join(' ', ((string[])["shadowed", "expired", "disabled", "over_broad"]).Select(name => view.GetProperty(name).GetRawText()));
}
