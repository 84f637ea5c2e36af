using System.Text.Json;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Rules;

public sealed class ReplaceRulesTests
{
    private const string Rules = TestAccount.Rules;

    [Fact]
    public async Task Replacing_without_if_match_is_refused()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");

        (await account.Owner.CallAsync("PUT", Rules, """{"rules":[]}""")).IsProblem(428, "precondition-required");
        (await account.Owner.CallAsync("PUT", Rules, """{"rules":[]}""", headers: ("If-Match", string.Empty))).IsProblem(428, "precondition-required");

        Assert.Equal(["10.0.0.1/32"], await account.NetworksAsync());
    }

    [Fact]
    public async Task Kept_networks_keep_their_rules_and_what_the_request_leaves_open()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1", "10.0.0.2");
        await account.PostAsync(Rules, """{"rules":[{"value":"10.0.0.3","label":"three","enabled":false,"expires_at":"2030-01-01T00:00:00Z"},{"value":"10.0.0.4","label":"four"}]}""");
        var before = await account.RulesAsync();
        account.Service.Clock.Advance(TimeSpan.FromDays(1));

        var reply = await ReplaceAsync(account, """{"rules":[{"value":"10.0.0.9"},{"value":"10.0.0.3","enabled":null},{"value":"10.0.0.4","label":null},{"value":"10.0.0.2"}]}""", "\"4\"");

        var rules = reply.Is(200).Json.GetProperty("rules");
        Assert.Equal("5 1 3 1", $"{reply.Json.GetProperty("version")} {reply.Json.GetProperty("added")} {reply.Json.GetProperty("unchanged")} {reply.Json.GetProperty("removed")}");
        Assert.Equal(["version", "added", "unchanged", "removed", "rules"], reply.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("\"5\"", reply.ETag);
        Assert.Equal([5, 3, 4, 2], rules.EnumerateArray().Select(rule => rule.GetProperty("id").GetInt64()));
        Assert.Equal(before[2].GetRawText(), rules[1].GetRawText());
        Assert.Equal(before[1].GetRawText(), rules[3].GetRawText());
        Assert.Equal(JsonValueKind.Null, rules[2].GetProperty("label").ValueKind);
        Assert.Equal("2026-11-22T12:00:00Z 2026-11-23T12:00:00Z", $"{rules[2].GetProperty("created_at")} {rules[2].GetProperty("updated_at")}");
        Assert.Equal(["10.0.0.2/32", "10.0.0.3/32", "10.0.0.4/32", "10.0.0.9/32"], await account.NetworksAsync());
    }

    [Fact]
    public async Task A_stale_list_is_not_replaced()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");

        (await ReplaceAsync(account, """{"rules":[]}""", "\"2\"")).IsProblem(412, "precondition-failed");

        Assert.Equal(["10.0.0.1/32"], await account.NetworksAsync());
    }

    [Fact]
    public async Task An_empty_array_clears_the_list_but_an_empty_paste_does_not()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1", "10.0.0.2");

        var paste = await account.Owner.CallAsync("PUT", Rules, " ", "text/plain", ("If-Match", "*"));
        var array = await ReplaceAsync(account, """{"rules":[]}""", "*");

        Assert.Equal(["1:1 empty"], paste.IsProblem(400, "invalid-address").Faults());
        Assert.Equal("""{"version":4,"added":0,"unchanged":0,"removed":2,"rules":[]}""", array.Is(200).Text);
        Assert.Empty(await account.RulesAsync());
    }

    [Fact]
    public async Task Replacing_a_list_with_itself_makes_no_version()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1", "10.0.0.2");

        var reply = await account.Owner.CallAsync("PUT", Rules, "10.0.0.2, 10.0.0.1", "text/plain", ("If-Match", "\"3\""));
        var again = await account.Owner.CallAsync("PUT", Rules, "10.0.0.3", "text/plain", ("If-Match", "\"3\""));

        Assert.Equal("3 0 2 0", $"{reply.Is(200).Json.GetProperty("version")} {reply.Json.GetProperty("added")} {reply.Json.GetProperty("unchanged")} {reply.Json.GetProperty("removed")}");
        again.Is(200);
        Assert.Equal(["10.0.0.3/32"], await account.NetworksAsync());
    }

    private static Task<Reply> ReplaceAsync(TestAccount account, string body, string ifMatch) =>
        account.Owner.CallAsync("PUT", Rules, body, headers: ("If-Match", ifMatch));
}
