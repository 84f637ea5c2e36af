using System.Text.Json;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Tests.Allowlists;

namespace IpAccess.Tests.History;

public sealed class RestoreTests
{
    private const string Rules = TestAccount.Rules;
    private const string Settings = TestAccount.Settings;
    private const string Versions = "/v1/allowlist/versions";
    private const int Writes = 200;

    [Fact]
    public async Task A_restored_version_is_a_new_one_equal_to_the_old_one()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.9 10.0.0.0/8");
        var rules = await RulesAsync(account);
        await account.PatchAsync(Rules + "/1", """{"label":"me"}""");
        (await account.Owner.CallAsync("DELETE", Rules + "/2")).Is(204);
        await account.PasteAsync("10.0.0.0/8");

        var reply = (await account.PostAsync(Versions + "/2/restore", string.Empty)).Is(200);

        Assert.Equal("""{"version":6,"created_at":"2026-11-22T12:00:00Z","rule_count":2}""", reply.Text);
        Assert.Equal("\"6\"", reply.ETag);
        Assert.Equal(rules, await RulesAsync(account));
        var entry = (await account.AuditAsync())[0];
        Assert.Equal("restored", entry.GetProperty("action").GetString());
        Assert.Equal((5, 2), (entry.GetProperty("before").GetProperty("version").GetInt32(), entry.GetProperty("after").GetProperty("version").GetInt32()));
        Assert.Equal([3, 1], Ids(entry.GetProperty("before")));
        Assert.Equal([2, 1], Ids(entry.GetProperty("after")));
    }

    [Fact]
    public async Task A_network_added_after_a_restoration_gets_an_id_that_none_had_before()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        await account.PasteAsync("10.0.0.1 10.0.0.2");
        (await account.PostAsync(Versions + "/3/restore", string.Empty)).Is(200);

        var added = (await account.PasteAsync("10.0.0.3")).Json.GetProperty("rules")[0];

        Assert.Equal(4, added.GetProperty("id").GetInt32());
    }

    [Theory]
    [InlineData("true", "false")]
    [InlineData("false", "true")]
    public async Task Whether_the_management_is_protected_stays_as_it_is(string now, string then)
    {
        await using var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.9");
        await account.PatchAsync(Settings, $$"""{"protect_management":{{then}},"exempt_surfaces":["webhooks"]}""");
        await account.PatchAsync(Settings, $$"""{"protect_management":{{now}},"exempt_surfaces":[]}""");

        (await account.PostAsync(Versions + "/3/restore", string.Empty)).Is(200);

        var settings = (await account.GetAsync(Settings)).Json;
        Assert.Equal(1, settings.GetProperty("exempt_surfaces").GetArrayLength());
        Assert.Equal(now, settings.GetProperty("protect_management").GetRawText());
    }

    [Fact]
    public async Task Settings_come_back_but_the_guard_stays_as_it_is()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.9");
        await account.PatchAsync(Settings, """{"empty_list":"deny","exempt_surfaces":["webhooks"],"auto":{"daily_limit":7}}""");
        await account.PatchAsync(Settings, """{"lockout_guard":false}""");

        (await account.PostAsync(Versions + "/2/restore", string.Empty)).Is(200);

        var settings = (await account.GetAsync(Settings)).Json;
        Assert.Equal("allow", settings.GetProperty("empty_list").GetString());
        Assert.Equal(0, settings.GetProperty("exempt_surfaces").GetArrayLength());
        Assert.Equal(20, settings.GetProperty("auto").GetProperty("daily_limit").GetInt32());
        Assert.False(settings.GetProperty("lockout_guard").GetBoolean());
        Assert.Equal("deny", (await account.AuditAsync())[0].GetProperty("before").GetProperty("settings").GetProperty("empty_list").GetString());
    }

    [Fact]
    public async Task Restoring_what_is_in_force_makes_no_version()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.9");
        await account.PasteAsync("10.0.0.1");
        (await account.Owner.CallAsync("DELETE", Rules + "/2")).Is(204);

        Assert.Equal(4, (await account.PostAsync(Versions + "/2/restore", string.Empty)).Is(200).Json.GetProperty("version").GetInt32());
        Assert.Equal(4, (await account.PostAsync(Versions + "/4/restore", string.Empty)).Is(200).Json.GetProperty("version").GetInt32());
        Assert.Equal("rules_removed", (await account.AuditAsync())[0].GetProperty("action").GetString());
    }

    [Fact]
    public async Task A_restoration_that_would_lock_its_caller_out_is_refused()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8");
        await account.PasteAsync("203.0.113.9");
        await account.PatchAsync(Settings, """{"lockout_guard":true}""");

        (await account.PostAsync(Versions + "/3/restore", string.Empty)).IsProblem(409, "would-lock-you-out");

        Assert.Equal(5, await account.VersionAsync());
    }

    [Fact]
    public async Task Restoring_an_empty_list_tells_that_enforcement_is_lifted()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.9");

        (await account.PostAsync(Versions + "/1/restore", string.Empty)).Is(200);

        Assert.Equal(["enforcement_lifted", "restored"], (await account.AuditAsync()).Take(2).Select(entry => entry.GetProperty("action").GetString()));
    }

    [Fact]
    public async Task Over_a_hundred_rules_the_audit_tells_how_many()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        await account.PasteAsync(string.Join(' ', Enumerable.Range(0, 101).Select(i => $"10.0.0.{i}")));

        (await account.PostAsync(Versions + "/3/restore", string.Empty)).Is(200);

        var entry = (await account.AuditAsync())[0];
        Assert.Equal("""{"version":4,"rule_count":101}""", entry.GetProperty("before").GetRawText());
        Assert.Equal("""{"version":3,"rules":[]}""", entry.GetProperty("after").GetRawText());
    }

    [Fact]
    public async Task Diff_and_restoration_over_200_random_versions_equal_a_naive_model()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PatchAsync(Settings, """{"lockout_guard":false}""");
        var random = new Random(11);
        var model = new Dictionary<long, (List<string> Rules, string Settings)>();
        var history = new RandomHistory(account, seed: 11);
        while (model.Count < Writes)
        {
            var reply = random.Next(4) == 0 && model.Count > 0
                ? await RestoreAsync(account, model, random)
                : await history.NextAsync();
            Assert.InRange(reply.Status, 200, 499);
            model[await account.VersionAsync()] = (await RulesAsync(account), await SettingsAsync(account));
        }

        foreach (var version in model.Keys)
        {
            await AssertDiffAsync(account, model, model.Keys.ElementAt(random.Next(model.Count)), version);
        }
    }

    private static async Task<Reply> RestoreAsync(
        TestAccount account, Dictionary<long, (List<string> Rules, string Settings)> model, Random random)
    {
        account.Service.Peer = TestAccount.Peer("203.0.0.0");
        var (version, (rules, settings)) = model.ElementAt(random.Next(model.Count));
        var guard = (await account.GetAsync(Settings)).Json.GetProperty("lockout_guard").GetRawText();

        var reply = await account.PostAsync($"{Versions}/{version}/restore", string.Empty);

        if (reply.Status == 200)
        {
            Assert.Equal(rules, await RulesAsync(account));
            Assert.Equal(settings.Split(' ').SkipLast(1).Append(guard), (await SettingsAsync(account)).Split(' '));
        }
        else
        {
            reply.IsProblem(409, "would-lock-you-out");
        }

        return reply;
    }

    private static async Task AssertDiffAsync(
        TestAccount account, Dictionary<long, (List<string> Rules, string Settings)> model, long before, long after)
    {
        var diff = (await account.GetAsync($"{Versions}/{after}/diff?against={before}&limit=1000")).Is(200).Json;
        var (one, other) = (ByNetwork(model[before].Rules), ByNetwork(model[after].Rules));
        Assert.Equal(other.Keys.Except(one.Keys).Select(network => other[network]), Members(diff, "added"));
        Assert.Equal(one.Keys.Except(other.Keys).Select(network => one[network]), Members(diff, "removed"));
        Assert.Equal(
            one.Keys.Where(network => other.TryGetValue(network, out var rule) && rule != one[network]).Select(network => $"{one[network]} {other[network]}"),
            diff.GetProperty("changed").EnumerateArray().Select(rule => $"{rule.GetProperty("before").GetRawText()} {rule.GetProperty("after").GetRawText()}"));
        Assert.Equal(model[before].Settings == model[after].Settings, !diff.GetProperty("settings").EnumerateObject().Any());
    }

    // In the order of the list, in which the diff is, too.
    private static Dictionary<string, string> ByNetwork(List<string> rules) =>
        rules.ToDictionary(rule => JsonElement.Parse(rule).GetProperty("network").GetString()!);

    private static IEnumerable<string> Members(JsonElement diff, string name) => diff.GetProperty(name).EnumerateArray().Select(rule => rule.GetRawText());

    private static async Task<List<string>> RulesAsync(TestAccount account) => [.. (await account.RulesAsync()).Select(rule => rule.GetRawText())];

    // The guard last: restoration leaves it alone.
    private static async Task<string> SettingsAsync(TestAccount account)
    {
        var settings = (await account.GetAsync(Settings)).Json;
        return string.Join(' ', ((string[])["mode", "empty_list", "on_failure", "lockout_guard"]).Select(name => settings.GetProperty(name).GetRawText()));
    }

    private static IEnumerable<int> Ids(JsonElement side) => side.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetInt32());
}
