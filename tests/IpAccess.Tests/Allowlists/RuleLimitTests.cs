using System.Globalization;
using IpAccess.Attempts;
using IpAccess.Networks;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Allowlists;

public sealed class RuleLimitTests
{
    private const string Rules = TestAccount.Rules;
    private const string Settings = TestAccount.Settings;
    private const string Vendor = "/v1/ip_allowlists";
    private const string Message = "The list would have 3 rules, and its rule_limit is 2.";

    // Before each, the list has version 5 and two rules, of which 1 is the caller's, and takes no more; 10.9.9.9 tried to come in.
    public static TheoryData<string, string, string, bool> Writes => new()
    {
        { "POST", Rules, """{"rules":[{"value":"10.0.0.3"}]}""", false },
        { "POST", Rules, """{"rules":[{"value":"10.0.0.2","enabled":false},{"value":"10.0.0.3","enabled":false}]}""", false },
        { "POST", Rules, """{"rules":[{"value":"10.0.0.2"}]}""", true },
        { "PUT", Rules, """{"rules":[{"value":"203.0.113.0/24"},{"value":"10.0.0.3"},{"value":"10.0.0.4"}]}""", false },
        { "PUT", Rules, """{"rules":[{"value":"203.0.113.0/24"},{"value":"10.0.0.3"}]}""", true },
        { "PATCH", Rules + "/2", """{"enabled":false}""", true },
        { "POST", Rules + "/delete", """{"ids":[2]}""", true },
        { "POST", "/v1/attempts/10.9.9.9/allow", "{}", false },
        { "POST", "/v3/access_settings/whitelist", """{"ips":[{"ip":"10.0.0.3"}]}""", false },
        { "POST", "/v3/access_settings/whitelist", """{"ips":[{"ip":"10.0.0.2"}]}""", true },
        { "DELETE", "/v3/access_settings/whitelist", """{"ids":[2]}""", true },
        { "PUT", Vendor, """{"allowlist":[{"label":"","value":"203.0.113.0/24"},{"label":"","value":"10.0.0.3"},{"label":"","value":"10.0.0.4"}],"enabled":false,"version":5}""", false },
        { "PUT", Vendor, """{"allowlist":[{"label":"","value":"203.0.113.0/24"},{"label":"","value":"10.0.0.3"}],"enabled":false,"version":5}""", true },
        { "PATCH", Settings, """{"rule_limit":1}""", true },
        { "PATCH", Settings, """{"rule_limit":null,"mode":"off"}""", true },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_that_makes_the_list_longer_than_its_limit_is_refused(string method, string path, string body, bool isTaken)
    {
        await using var account = await FullAsync();
        var before = await account.NetworksAsync();

        var reply = await account.Owner.CallAsync(method, path, body, headers: ("If-Match", "*"));

        if (isTaken)
        {
            Assert.True(reply.Status is 200 or 201 or 204, reply.Text);
        }
        else
        {
            Assert.Contains(Message, Told.Text(path, "conflict", reply.Is(409).Json), StringComparison.Ordinal);
            Assert.Equal(before, await account.NetworksAsync());
            Assert.Equal(5, await account.VersionAsync());
        }
    }

    [Fact]
    public async Task The_refusal_names_limit_and_count_for_people_and_programs()
    {
        await using var account = await FullAsync();

        var refused = await account.PostAsync(Rules, """{"rules":[{"value":"10.0.0.3"}]}""");

        Assert.Equal(Message, refused.IsProblem(409, "conflict").Json.GetProperty("detail").GetString());
        Assert.Equal(
            $$"""[{"at":"","value":null,"code":"rule_limit","message":"{{Message}}"}]""",
            refused.Json.GetProperty("errors").GetRawText());
    }

    [Fact]
    public async Task Incident_ios_clients_are_told_its_code()
    {
        await using var account = await FullAsync();

        var refused = await account.Owner.CallAsync(
            "PUT", Vendor, """{"allowlist":[{"label":"","value":"203.0.113.9"},{"label":"","value":"10.0.0.3"},{"label":"","value":"10.0.0.4"}],"enabled":true,"version":5}""");

        Assert.Equal($$"""[{"code":"rule_limit","message":"{{Message}}"}]""", refused.Is(409).Json.GetProperty("errors").GetRawText());
    }

    [Fact]
    public async Task A_limit_below_the_rules_that_are_there_lets_the_list_only_get_shorter()
    {
        await using var account = await FullAsync();
        await account.PatchAsync(Settings, """{"rule_limit":1}""");

        (await account.PostAsync(Rules, """{"rules":[{"value":"10.0.0.3"}]}""")).IsProblem(409, "conflict");
        (await account.Owner.CallAsync("PUT", Rules, """{"rules":[{"value":"203.0.113.0/24"},{"value":"10.0.0.3"}]}""", headers: ("If-Match", "*"))).Is(200);
        (await account.Owner.CallAsync("DELETE", Rules + "/1")).Is(409);
        (await account.Owner.CallAsync("DELETE", Rules + "/3")).Is(204);
        (await account.PostAsync(Rules, """{"rules":[{"value":"10.0.0.3"}]}""")).IsProblem(409, "conflict");
        await account.PatchAsync(Settings, """{"rule_limit":null}""");
        (await account.PostAsync(Rules, """{"rules":[{"value":"10.0.0.3"}]}""")).Is(201);
    }

    [Fact]
    public async Task Who_would_lock_himself_out_is_told_that_first()
    {
        await using var account = await FullAsync();
        account.Service.Peer = TestAccount.Peer("192.0.2.1");

        (await account.PostAsync(Rules, """{"rules":[{"value":"10.0.0.3"}]}""")).IsProblem(409, "would-lock-you-out");
    }

    [Fact]
    public async Task Two_that_add_the_last_rule_at_once_do_not_both_succeed()
    {
        var clock = TestService.NewClock();
        var tables = new ScriptedTables(new MemoryTables());
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var owner = await here.AccountAsync();
        using var other = there.Client(owner.DefaultRequestHeaders.Authorization!.Parameter);
        (await owner.CallAsync("PATCH", Settings, """{"rule_limit":2}""")).Is(200);
        (await owner.CallAsync("POST", Rules, "203.0.113.0/24", "text/plain")).Is(201);
        var first = 1;
        tables.BeforeWrite = async (table, _) =>
        {
            if (table == TableNames.Allowlists && Interlocked.Exchange(ref first, 0) == 1)
            {
                (await other.CallAsync("POST", Rules, "10.0.0.2", "text/plain")).Is(201);
            }
        };

        var late = await owner.CallAsync("POST", Rules, "10.0.0.3", "text/plain").WhileTimePasses(clock);

        Assert.Equal(Message, late.IsProblem(409, "conflict").Json.GetProperty("detail").GetString());
        Assert.Equal(2, (await owner.CallAsync("GET", Settings)).Json.GetProperty("rule_count").GetInt32());
    }

    [Fact]
    public async Task Many_that_add_at_once_fill_the_list_and_no_more()
    {
        const int Limit = 6;
        var clock = TestService.NewClock();
        var tables = new MemoryTables();
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var owner = await here.AccountAsync();
        using var other = there.Client(owner.DefaultRequestHeaders.Authorization!.Parameter);
        (await owner.CallAsync("PATCH", Settings, new { rule_limit = Limit, mode = "monitor" })).Is(200);

        var added = await Task.WhenAll(Enumerable.Range(0, 4 * Limit).Select(i => Task.Run(() => InsistAsync(i % 2 == 0 ? owner : other, i)))).WhileTimePasses(clock);

        Assert.Equal(Limit, added.Count(reply => reply.Status == 201));
        Assert.All(added.Where(reply => reply.Status != 201), reply => Assert.Contains("rule_limit", reply.IsProblem(409, "conflict").Text, StringComparison.Ordinal));
        Assert.Equal(Limit, (await owner.CallAsync("GET", Settings)).Json.GetProperty("rule_count").GetInt32());
    }

    // Those who lost too many races try again, as a client does.
    private static async Task<Reply> InsistAsync(HttpClient client, int host)
    {
        Reply reply;
        do
        {
            reply = await client.CallAsync("POST", Rules, string.Create(CultureInfo.InvariantCulture, $"10.0.1.{host}"), "text/plain");
        }
        while (reply.Status == 409 && !reply.Text.Contains("rule_limit", StringComparison.Ordinal));

        return reply;
    }

    private static async Task<TestAccount> FullAsync()
    {
        var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.0/24");
        await account.PasteAsync("10.0.0.2");
        await account.PatchAsync(Settings, """{"on_failure":"allow"}""");
        await account.PatchAsync(Settings, """{"rule_limit":2}""");
        await account.Service.Services.GetRequiredService<AttemptStore>().RecordAsync(
            new("m1", "acme", [new() { Key = new(Address.IPv4(0x0A09_0909), null, null), FirstAt = 1_795_348_800, LastAt = 1_795_348_800 }]), default);
        return account;
    }
}
