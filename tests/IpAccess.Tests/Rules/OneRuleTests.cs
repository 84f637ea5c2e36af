using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.Tests.Rules;

public sealed class OneRuleTests
{
    private const string Rule1 = TestAccount.Rules + "/1";

    [Fact]
    public async Task A_rule_is_read_as_it_was_added()
    {
        await using var account = await TestAccount.StartAsync();
        var added = await account.PostAsync(TestAccount.Rules, """{"rules":[{"value":"203.0.113.0/24","label":"HQ","expires_at":null}]}""");

        var reply = (await account.GetAsync(Rule1)).Is(200);

        Assert.Equal(added.Json.GetProperty("rules")[0].GetRawText(), reply.Text);
        Assert.Equal("\"2\"", reply.ETag);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("one")]
    [InlineData("99999999999999999999")]
    [InlineData("%F0%9F%98%80")]
    public async Task A_rule_that_is_not_there_is_not_found(string id)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        var path = $"{TestAccount.Rules}/{id}";

        (await account.GetAsync(path)).IsProblem(404, "not-found");
        (await account.Owner.CallAsync("PATCH", path, """{"label":"x"}""")).IsProblem(404, "not-found");
        (await account.Owner.CallAsync("DELETE", path)).IsProblem(404, "not-found");
        Assert.Equal(3, await account.VersionAsync());
    }

    [Theory]
    [InlineData("""{"label":"Office"}""", "\"Office\" true \"2030-01-01T00:00:00Z\"")]
    [InlineData("""{"label":null}""", "null true \"2030-01-01T00:00:00Z\"")]
    [InlineData("""{"label":""}""", "null true \"2030-01-01T00:00:00Z\"")]
    [InlineData("""{"enabled":false}""", "\"HQ\" false \"2030-01-01T00:00:00Z\"")]
    [InlineData("""{"expires_at":null}""", "\"HQ\" true null")]
    [InlineData("""{"expires_at":"2031-06-01T02:00:00+02:00"}""", "\"HQ\" true \"2031-06-01T00:00:00Z\"")]
    [InlineData("""{"label":"a","enabled":false,"expires_at":null}""", "\"a\" false null")]
    public async Task A_patch_changes_what_it_names_and_leaves_the_rest(string patch, string expected)
    {
        await using var account = await StartAsync();
        var before = (await account.GetAsync(Rule1)).Json;
        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));

        var reply = (await account.PatchAsync(Rule1, patch)).Json;

        Assert.Equal(expected, $"{reply.GetProperty("label").GetRawText()} {reply.GetProperty("enabled").GetRawText()} {reply.GetProperty("expires_at").GetRawText()}");
        Assert.Equal("2026-11-22T12:01:00Z", reply.GetProperty("updated_at").GetString());
        foreach (var member in (string[])["id", "network", "source", "created_by", "created_at"])
        {
            Assert.Equal(before.GetProperty(member).GetRawText(), reply.GetProperty(member).GetRawText());
        }

        Assert.Equal(reply.GetRawText(), (await account.GetAsync(Rule1)).Text);
        Assert.Equal(4, await account.VersionAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"label":"HQ","enabled":true,"expires_at":"2030-01-01T00:00:00.999Z"}""")]
    public async Task A_patch_that_changes_nothing_makes_no_version(string patch)
    {
        await using var account = await StartAsync();
        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));

        var reply = await account.PatchAsync(Rule1, patch);

        Assert.Equal("\"3\"", reply.ETag);
        Assert.Equal("2026-11-22T12:00:00Z", reply.Json.GetProperty("updated_at").GetString());
        Assert.Equal(3, await account.VersionAsync());
        Assert.DoesNotContain(await account.AuditAsync(), entry => entry.GetProperty("action").GetString() == "rule_changed");
    }

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("application/json; charset=UTF-8", 200)]
    [InlineData("application/merge-patch+json", 200)]
    [InlineData("Application/Merge-Patch+JSON;charset=\"utf-8\"", 200)]
    [InlineData("application/json-patch+json", 415)]
    [InlineData("text/plain", 415)]
    public async Task A_patch_comes_as_json_or_as_a_merge_patch(string type, int status)
    {
        await using var account = await StartAsync();

        (await account.Owner.CallAsync("PATCH", Rule1, """{"label":"x"}""", type)).Is(status);
    }

    [Theory]
    [InlineData("""{"network":"10.0.0.0/8"}""", "/network unknown_member \"10.0.0.0/8\"")]
    [InlineData("""{"id":5}""", "/id unknown_member 5")]
    [InlineData("""{"source":"attempt","created_by":"me"}""", "/source unknown_member \"attempt\"|/created_by unknown_member \"me\"")]
    [InlineData("""{"enabled":null}""", "/enabled wrong_type null")]
    [InlineData("""{"label":7,"expires_at":true}""", "/label wrong_type 7|/expires_at wrong_type true")]
    [InlineData("""{"label":"a","label":"b"}""", "/label duplicate_member \"b\"")]
    [InlineData("[]", " wrong_type []")]
    public async Task A_patch_of_anything_else_is_refused(string patch, string faults)
    {
        await using var account = await StartAsync();

        var reply = await account.Owner.CallAsync("PATCH", Rule1, patch);

        Assert.Equal(faults.Split('|').Order(StringComparer.Ordinal), reply.IsProblem(400, "invalid-request").Faults().Order(StringComparer.Ordinal));
        Assert.Equal(3, await account.VersionAsync());
    }

    [Fact]
    public async Task A_deleted_rule_is_gone()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24", "10.0.0.0/8");

        var reply = await account.Owner.CallAsync("DELETE", Rule1);

        Assert.Equal(string.Empty, reply.Is(204).Text);
        Assert.Equal("\"4\"", reply.ETag);
        (await account.GetAsync(Rule1)).Is(404);
        (await account.Owner.CallAsync("DELETE", Rule1)).Is(404);
        Assert.Equal(["10.0.0.0/8"], await account.NetworksAsync());
    }

    private static async Task<TestAccount> StartAsync()
    {
        var account = await TestAccount.StartAsync();
        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":false}""");
        await account.PostAsync(TestAccount.Rules, """{"rules":[{"value":"203.0.113.0/24","label":"HQ","expires_at":"2030-01-01T00:00:00Z"}]}""");
        return account;
    }
}
