using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.History;

/// <summary>Changes that undo themselves unless they are confirmed.</summary>
public sealed class ConfirmTests
{
    private const string Rules = TestAccount.Rules;
    private const string Settings = TestAccount.Settings;
    private const string Versions = "/v1/allowlist/versions";
    private const string ConfirmBy = "X-IpAccess-Confirm-By";

    [Fact]
    public async Task A_confirmed_change_stays()
    {
        await using var account = await ListedAsync();

        var made = (await account.Owner.CallAsync("POST", Rules + "?confirm_within=5", "10.0.0.1", "text/plain")).Is(201);
        Assert.Equal("2026-11-22T12:05:00Z", made.Header(ConfirmBy));
        Assert.Equal(
            """{"version":3,"reverts_to":2,"confirm_by":"2026-11-22T12:05:00Z"}""",
            (await account.GetAsync(Settings)).Json.GetProperty("awaiting_confirmation").GetRawText());
        account.Service.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        var confirmed = (await account.PostAsync(Versions + "/3/confirm", string.Empty)).Is(200);

        Assert.Equal("""{"version":3,"created_at":"2026-11-22T12:00:00Z","rule_count":2}""", confirmed.Text);
        account.Service.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["10.0.0.1/32", "203.0.113.9/32"], await account.NetworksAsync());
        Assert.False((await account.GetAsync(Settings)).Json.TryGetProperty("awaiting_confirmation", out _));
        Assert.Equal(["confirmed", "rules_added", "rules_added"], await ActionsAsync(account, 3));
    }

    [Fact]
    public async Task A_change_that_nobody_confirms_undoes_itself_in_a_new_version()
    {
        await using var account = await ListedAsync();
        var before = await account.RulesAsync();
        var made = await account.Owner.CallAsync(
            "PUT", Rules + "?confirm_within=1", """{"rules":[{"value":"203.0.113.0/24"}]}""", headers: [("If-Match", "*"), ("X-Request-Id", "the-change")]);
        Assert.Equal("2026-11-22T12:01:00Z", made.Is(200).Header(ConfirmBy));
        Assert.True(await IsAllowedAsync(account, "203.0.113.77"));

        account.Service.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(3, await account.VersionAsync());
        account.Service.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(4, await account.VersionAsync());
        Assert.Equal(before.Select(rule => rule.GetRawText()), (await account.RulesAsync()).Select(rule => rule.GetRawText()));
        Assert.False((await account.GetAsync(Settings)).Json.TryGetProperty("awaiting_confirmation", out _));
        var entry = (await account.AuditAsync())[0];
        Assert.Equal("reverted service null the-change 4", string.Join(' ', [
            entry.GetProperty("action").GetString(),
            entry.GetProperty("actor").GetProperty("key").GetString(),
            entry.GetProperty("actor").GetProperty("address").GetRawText(),
            entry.GetProperty("request_id").GetString(),
            entry.GetProperty("version").GetRawText()]));
        Assert.Equal((3, 2), (entry.GetProperty("before").GetProperty("version").GetInt32(), entry.GetProperty("after").GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task A_check_answers_by_the_old_list_again_within_five_seconds_though_nobody_reads_the_list()
    {
        await using var account = await ListedAsync();
        (await account.Owner.CallAsync("POST", Rules + "?confirm_within=1", "10.0.0.1", "text/plain")).Is(201);
        Assert.True(await IsAllowedAsync(account, "10.0.0.1"));

        account.Service.Clock.Advance(TimeSpan.FromSeconds(65));

        Assert.False(await IsAllowedAsync(account, "10.0.0.1"));
        Assert.Equal(["reverted"], await ActionsAsync(account, 1));
    }

    [Fact]
    public async Task The_audit_alone_shows_that_a_change_was_undone()
    {
        await using var account = await ListedAsync();
        (await account.Owner.CallAsync("DELETE", Rules + "/2?confirm_within=1")).Is(404);
        (await account.Owner.CallAsync("PATCH", Settings + "?confirm_within=1", """{"mode":"monitor"}""")).Is(200);

        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));

        var entry = (await account.AuditAsync())[0];
        Assert.Equal("monitor enforce", string.Join(' ', ((string[])["before", "after"]).Select(side =>
            entry.GetProperty(side).GetProperty("settings").GetProperty("mode").GetString())));
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData(null)]
    public async Task Who_is_out_by_the_new_list_can_not_confirm_it(string? peer)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9", "192.0.2.1");
        (await account.Owner.CallAsync("POST", Rules + "/delete?confirm_within=1", """{"ids":[2]}""")).Is(200);
        account.Service.Peer = TestAccount.Peer(peer);

        var refused = (await account.PostAsync(Versions + "/4/confirm", string.Empty)).IsProblem(409, "would-lock-you-out");

        Assert.Equal(peer, refused.Json.GetProperty("your_address").GetString());
        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["192.0.2.1/32", "203.0.113.9/32"], await account.NetworksAsync());
    }

    [Fact]
    public async Task Where_nothing_is_blocked_anyone_confirms()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");
        (await account.Owner.CallAsync("PATCH", Settings + "?confirm_within=1", """{"mode":"off"}""")).Is(200);
        account.Service.Peer = null;

        (await account.PostAsync(Versions + "/4/confirm", string.Empty)).Is(200);
    }

    [Fact]
    public async Task A_pending_change_survives_a_restart()
    {
        var tables = new MemoryTables();
        var clock = TestService.NewClock();
        string key;
        await using (var first = await TestService.StartAsync(tables, clock))
        {
            using var owner = await first.AccountAsync();
            key = owner.DefaultRequestHeaders.Authorization!.Parameter!;
            (await owner.CallAsync("POST", Rules, "203.0.113.9", "text/plain")).Is(201);
            (await owner.CallAsync("POST", Rules + "?confirm_within=2", "10.0.0.1", "text/plain")).Is(201);
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        await using (var second = await TestService.StartAsync(tables, clock))
        {
            using var owner = second.Client(key);
            Assert.Equal(3, (await owner.CallAsync("GET", Settings)).Json.GetProperty("awaiting_confirmation").GetProperty("version").GetInt32());
            (await owner.CallAsync("POST", Rules, "10.0.0.2", "text/plain")).IsProblem(409, "conflict");
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        await using var third = await TestService.StartAsync(tables, clock);
        using var last = third.Client(key);
        Assert.Equal(1, (await last.CallAsync("GET", Settings)).Json.GetProperty("rule_count").GetInt32());
    }

    [Theory]
    [InlineData("POST", Rules, """{"rules":[{"value":"10.0.0.2"}]}""")]
    [InlineData("PUT", Rules, """{"rules":[{"value":"203.0.113.9"}]}""")]
    [InlineData("POST", Rules + "/delete", """{"ids":[2]}""")]
    [InlineData("PATCH", Rules + "/1", """{"label":"x"}""")]
    [InlineData("DELETE", Rules + "/2", null)]
    [InlineData("PATCH", Settings, """{"mode":"monitor"}""")]
    [InlineData("PATCH", Settings, """{"lockout_guard":false}""")]
    [InlineData("POST", Versions + "/1/restore", "")]
    public async Task While_a_change_awaits_its_confirmation_other_writes_are_refused(string method, string path, string? body)
    {
        await using var account = await ListedAsync();
        (await account.Owner.CallAsync("POST", Rules + "?confirm_within=1", "10.0.0.1", "text/plain")).Is(201);

        var refused = (await account.Owner.CallAsync(method, path, body, headers: ("If-Match", "*"))).IsProblem(409, "conflict");

        Assert.Contains("Version 3 awaits its confirmation until 2026-11-22T12:01:00Z", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, await account.VersionAsync());
        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["203.0.113.9/32"], await account.NetworksAsync());
    }

    [Theory]
    [InlineData("POST", "/v3/access_settings/whitelist", """{"ips":[{"ip":"10.0.0.1"}]}""", 201)]
    [InlineData("DELETE", "/v3/access_settings/whitelist/2", null, 204)]
    [InlineData("DELETE", "/v3/access_settings/whitelist", """{"ids":[2]}""", 204)]
    [InlineData("PUT", "/v1/ip_allowlists", """{"allowlist":[{"label":"","value":"203.0.113.9"}],"enabled":true,"version":3}""", 200)]
    [InlineData("DELETE", Rules + "/2", null, 204)]
    [InlineData("PATCH", Rules + "/2", """{"enabled":false}""", 200)]
    public async Task Every_write_can_ask_for_a_confirmation(string method, string path, string? body, int status)
    {
        await using var account = await ListedAsync();
        await account.PasteAsync("10.9.9.9");
        var rules = (await account.RulesAsync()).Select(rule => rule.GetRawText()).ToList();

        var reply = (await account.Owner.CallAsync(method, path + "?confirm_within=60", body)).Is(status);

        Assert.Equal("2026-11-22T13:00:00Z", reply.Header(ConfirmBy));
        Assert.NotEqual(rules, (await account.RulesAsync()).Select(rule => rule.GetRawText()));
        account.Service.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(rules, (await account.RulesAsync()).Select(rule => rule.GetRawText()));
    }

    [Fact]
    public async Task Restoring_the_version_before_undoes_a_pending_change_at_once()
    {
        await using var account = await ListedAsync();
        (await account.Owner.CallAsync("POST", Rules + "?confirm_within=60", "10.0.0.1", "text/plain")).Is(201);

        (await account.PostAsync(Versions + "/2/restore", string.Empty)).Is(200);

        Assert.Equal(["203.0.113.9/32"], await account.NetworksAsync());
        await account.PasteAsync("10.0.0.2");
        account.Service.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["10.0.0.2/32", "203.0.113.9/32"], await account.NetworksAsync());
    }

    [Fact]
    public async Task A_confirmation_that_comes_too_late_or_for_another_version_is_a_conflict()
    {
        await using var account = await ListedAsync();
        (await account.Owner.CallAsync("POST", Rules + "?confirm_within=1", "10.0.0.1", "text/plain")).Is(201);

        (await account.PostAsync(Versions + "/2/confirm", string.Empty)).IsProblem(409, "conflict");
        (await account.PostAsync(Versions + "/4/confirm", string.Empty)).IsProblem(404, "not-found");
        (await account.PostAsync(Versions + "/x/confirm", string.Empty)).IsProblem(404, "not-found");
        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));

        (await account.PostAsync(Versions + "/3/confirm", string.Empty)).IsProblem(409, "conflict");
        Assert.Equal(["203.0.113.9/32"], await account.NetworksAsync());
    }

    [Fact]
    public async Task Confirming_again_changes_nothing()
    {
        await using var account = await ListedAsync();
        (await account.Owner.CallAsync("POST", Rules + "?confirm_within=1", "10.0.0.1", "text/plain")).Is(201);

        var first = (await account.PostAsync(Versions + "/3/confirm", string.Empty)).Is(200);
        var second = (await account.PostAsync(Versions + "/3/confirm", string.Empty)).Is(200);

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(["confirmed", "rules_added"], await ActionsAsync(account, 2));
    }

    [Fact]
    public async Task A_write_that_changes_nothing_awaits_nothing()
    {
        await using var account = await ListedAsync();

        var reply = (await account.Owner.CallAsync("POST", Rules + "?confirm_within=1", "203.0.113.9", "text/plain")).Is(201);

        Assert.Null(reply.Header(ConfirmBy));
        await account.PasteAsync("10.0.0.1");
    }

    [Fact]
    public async Task Keys_change_while_a_change_awaits_its_confirmation_and_stay_changed()
    {
        await using var account = await ListedAsync();
        (await account.Owner.CallAsync("POST", Rules + "?confirm_within=1", "10.0.0.1", "text/plain")).Is(201);
        (await account.PostAsync("/v1/keys", """{"role":"viewer"}""")).Is(201);

        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["203.0.113.9/32"], await account.NetworksAsync());
        Assert.Equal(2, (await account.GetAsync("/v1/keys")).Json.GetProperty("keys").GetArrayLength());
    }

    [Fact]
    public async Task Whom_the_operator_lets_in_meanwhile_stays_let_in()
    {
        await using var account = await ListedAsync();
        using var operatorClient = account.Service.Client(TestService.OperatorKey);
        (await account.Owner.CallAsync("POST", Rules + "?confirm_within=1", "10.0.0.1", "text/plain")).Is(201);
        (await operatorClient.CallAsync("POST", "/v1/accounts/acme/recovery?confirm_within=1", new { address = "192.0.2.1", minutes = 60 })).IsProblem(400, "invalid-request");
        (await operatorClient.CallAsync("POST", "/v1/accounts/acme/recovery", new { address = "192.0.2.1", minutes = 60 })).Is(201);

        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["203.0.113.9/32"], await account.NetworksAsync());
        Assert.Equal("192.0.2.1", (await account.GetAsync(Settings)).Json.GetProperty("recoveries")[0].GetProperty("address").GetString());
        (await account.PostAsync(Versions + "/2/restore", string.Empty)).Is(200);
        Assert.True(await IsAllowedAsync(account, "192.0.2.1"));
    }

    [Fact]
    public async Task A_change_is_confirmed_though_the_operator_let_somebody_in_since()
    {
        await using var account = await ListedAsync();
        using var operatorClient = account.Service.Client(TestService.OperatorKey);
        (await account.Owner.CallAsync("POST", Rules + "?confirm_within=1", "10.0.0.1", "text/plain")).Is(201);
        (await operatorClient.CallAsync("POST", "/v1/accounts/acme/recovery", new { address = "192.0.2.1", minutes = 60 })).Is(201);

        (await account.PostAsync(Versions + "/3/confirm", string.Empty)).Is(200);

        account.Service.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["10.0.0.1/32", "203.0.113.9/32"], await account.NetworksAsync());
    }

    [Fact]
    public async Task The_first_rule_undone_leaves_an_empty_list_and_tells_so()
    {
        await using var account = await TestAccount.StartAsync();
        (await account.Owner.CallAsync("POST", Rules + "?confirm_within=1", "203.0.113.9", "text/plain")).Is(201);

        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(await account.NetworksAsync());
        Assert.Equal(["enforcement_lifted", "reverted"], await ActionsAsync(account, 2));
    }

    [Theory]
    [InlineData("/3/confirm", "/2/restore", 409)]
    [InlineData("/2/restore", "/3/confirm", 200)]
    public async Task Who_confirms_or_takes_back_at_once_with_another_decides_on_what_that_one_left(string own, string other, int status)
    {
        var tables = new ScriptedTables(new MemoryTables());
        var clock = TestService.NewClock();
        await using var service = await TestService.StartAsync(tables, clock);
        await using var elsewhere = await TestService.StartAsync(tables, clock);
        using var owner = await service.AccountAsync();
        using var same = elsewhere.Client(owner.DefaultRequestHeaders.Authorization!.Parameter);
        (await owner.CallAsync("POST", Rules, "203.0.113.9", "text/plain")).Is(201);
        (await owner.CallAsync("POST", Rules + "?confirm_within=1", "10.0.0.1", "text/plain")).Is(201);

        // The other one comes in between, after the list was read and before it is written.
        tables.BeforeWrite = async (_, _) =>
        {
            tables.BeforeWrite = (_, _) => Task.CompletedTask;
            (await same.CallAsync("POST", Versions + other, string.Empty)).Is(200);
        };

        Assert.Equal(status, (await FinishAsync(owner.CallAsync("POST", Versions + own, string.Empty), clock)).Status);
        Assert.Equal(1, (await owner.CallAsync("GET", Settings)).Json.GetProperty("rule_count").GetInt32());
    }

    // A lost race waits for the clock before it tries again.
    private static async Task<Reply> FinishAsync(Task<Reply> call, FakeTimeProvider clock)
    {
        while (!call.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(call, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        return await call;
    }

    private static async Task<TestAccount> ListedAsync()
    {
        var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.9");
        return account;
    }

    private static async Task<bool> IsAllowedAsync(TestAccount account, string address) =>
        (await account.GetAsync($"/v1/check?ip={address}")).Is(200).Json.GetProperty("allowed").GetBoolean();

    private static async Task<IEnumerable<string?>> ActionsAsync(TestAccount account, int count) =>
        (await account.AuditAsync()).Take(count).Select(entry => entry.GetProperty("action").GetString());
}
