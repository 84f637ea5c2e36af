using System.Text.Json;
using IpAccess.Attempts;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Attempts;

public sealed class AllowAttemptTests
{
    private const string Tried = "192.0.2.77";

    [Theory]
    [InlineData("192.0.2.77", "{}", "192.0.2.77/32")]
    [InlineData("192.0.2.77", """{"prefix":24}""", "192.0.2.0/24")]
    [InlineData("192.0.2.77", """{"prefix":8}""", "192.0.0.0/8")]
    [InlineData("192.0.2.77", """{"prefix":null,"label":null}""", "192.0.2.77/32")]
    [InlineData("2001:db8::1", "{}", "2001:db8::1/128")]
    [InlineData("2001:DB8:0:0::1", """{"prefix":64}""", "2001:db8::/64")]
    [InlineData("2001%3Adb8%3A%3A1", """{"prefix":16}""", "2001::/16")]
    [InlineData("::ffff:192.0.2.77", """{"prefix":32}""", "192.0.2.77/32")]
    [InlineData("::ffff:c000:24d", "{}", "192.0.2.77/32")]
    public async Task Who_tried_can_be_let_in_with_the_network_around(string ip, string body, string network)
    {
        await using var account = await StartAsync();
        var key = await account.KeyIdAsync();

        var reply = await AllowAsync(account, ip, body);

        Assert.Equal(
            $$"""{"id":2,"network":"{{network}}","label":null,"enabled":true,"expires_at":null,"source":"attempt","created_by":"key:{{key}}","created_at":"2026-11-22T12:00:00Z","updated_at":"2026-11-22T12:00:00Z"}""",
            reply.Is(201).Text);
        Assert.Equal($"\"{await account.VersionAsync()}\"", reply.ETag);
        Assert.Contains(network, await account.NetworksAsync());
        Assert.Equal([network], await account.NetworksAsync("source=attempt"));
    }

    [Fact]
    public async Task The_label_is_kept_and_the_audit_has_it()
    {
        await using var account = await StartAsync();

        Assert.Equal("from the log", (await AllowAsync(account, Tried, """{"label":"from the log"}""")).Is(201).Json.GetProperty("label").GetString());

        var entry = (await account.AuditAsync())[0];
        Assert.Equal(("rules_added", await account.VersionAsync()), (entry.GetProperty("action").GetString(), entry.GetProperty("version").GetInt64()));
        var after = entry.GetProperty("after").GetRawText();
        Assert.Contains("192.0.2.77/32", after, StringComparison.Ordinal);
        Assert.Contains("from the log", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_existing_network_is_given_back_as_it_is()
    {
        await using var account = await StartAsync();
        await account.PasteAsync(Tried);
        var (rule, version) = ((await account.RulesAsync())[0].GetRawText(), await account.VersionAsync());

        var reply = await AllowAsync(account, Tried, """{"label":"other"}""");

        Assert.Equal(rule, reply.Is(201).Text);
        Assert.Equal(version, await account.VersionAsync());
    }

    [Theory]
    [InlineData("192.0.2.78")]
    [InlineData("2001:db8::2")]
    [InlineData("::c000:24d")]
    public async Task Who_never_tried_is_not_found(string ip)
    {
        await using var account = await StartAsync();

        (await AllowAsync(account, ip, """{"prefix":16}""")).IsProblem(404, "not-found");
        Assert.Single(await account.RulesAsync());
    }

    [Fact]
    public async Task Who_tried_at_another_account_is_not_found()
    {
        await using var account = await StartAsync();
        using var other = await account.Service.AccountAsync("other");

        (await other.CallAsync("POST", $"/v1/attempts/{Tried}/allow", "{}")).IsProblem(404, "not-found");
    }

    [Theory]
    [InlineData(Tried, """{"prefix":7}""", "/prefix out_of_range 7")]
    [InlineData(Tried, """{"prefix":0}""", "/prefix out_of_range 0")]
    [InlineData(Tried, """{"prefix":33}""", "/prefix out_of_range 33")]
    [InlineData("::ffff:192.0.2.77", """{"prefix":128}""", "/prefix out_of_range 128")]
    [InlineData("2001:db8::1", """{"prefix":15}""", "/prefix out_of_range 15")]
    [InlineData("2001:db8::1", """{"prefix":129}""", "/prefix out_of_range 129")]
    [InlineData(Tried, """{"prefix":24.5}""", "/prefix out_of_range 24.5")]
    [InlineData(Tried, """{"prefix":"24"}""", "/prefix wrong_type \"24\"")]
    [InlineData(Tried, """{"allow_broad":true}""", "/allow_broad unknown_member true")]
    [InlineData(Tried, """{"label":"a","label":"b"}""", "/label duplicate_member \"b\"")]
    [InlineData(Tried, """{"label":"\u202e"}""", "/label forbidden_character \u202e")]
    [InlineData(Tried, """{"label":7}""", "/label wrong_type 7")]
    [InlineData(Tried, "[]", " wrong_type []")]
    [InlineData(Tried, "{", "1:2 not_json")]
    public async Task A_body_that_is_not_right_is_refused(string ip, string body, string fault)
    {
        await using var account = await StartAsync();

        Assert.Equal([fault], (await AllowAsync(account, ip, body)).IsProblem(400, "invalid-request").Faults());
    }

    [Theory]
    [InlineData("127.1")]
    [InlineData("192.0.2.77%2F32")]
    [InlineData("192.0.2.0%2F24")]
    [InlineData("[2001:db8::1]")]
    [InlineData("2001:db8::1%25eth0")]
    [InlineData("192.0.2.77:80")]
    [InlineData("192.0.2.*")]
    [InlineData("%20192.0.2.77")]
    public async Task What_is_no_address_is_refused(string ip)
    {
        await using var account = await StartAsync();

        var faults = (await AllowAsync(account, ip, "{}")).IsProblem(400, "invalid-address").Faults();

        Assert.StartsWith("ip not_an_address ", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        await using var account = await StartAsync();

        var reply = await account.Owner.CallAsync("POST", "/v1/attempts/127.1/allow?x=1", """{"prefix":99,"y":1}""", null, ("If-Match", "7"));

        Assert.Equal(["x unknown_parameter", "ip not_an_address", "/y unknown_member"], Heads(reply).Where(fault => !fault.StartsWith("If-Match", StringComparison.Ordinal)));
        Assert.Contains(Heads(reply), fault => fault.StartsWith("If-Match", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_body_at_all_is_an_empty_one()
    {
        await using var account = await StartAsync();

        var reply = await account.Owner.CallAsync("POST", $"/v1/attempts/{Tried}/allow");

        Assert.Equal("192.0.2.77/32", reply.Is(201).Json.GetProperty("network").GetString());
    }

    [Fact]
    public async Task A_body_without_a_content_type_or_of_another_one_is_refused()
    {
        await using var account = await StartAsync();

        (await account.Owner.CallAsync("POST", $"/v1/attempts/{Tried}/allow", "{}", string.Empty)).IsProblem(415, "unsupported-media-type");
        (await account.Owner.CallAsync("POST", $"/v1/attempts/{Tried}/allow", "{}", "text/plain")).IsProblem(415, "unsupported-media-type");
        Assert.Single(await account.RulesAsync());
    }

    [Fact]
    public async Task The_guard_refuses_what_would_lock_its_caller_out()
    {
        await using var account = await TestAccount.StartAsync();
        await TryAsync(account);

        (await AllowAsync(account, Tried, "{}")).IsProblem(409, "would-lock-you-out");
        Assert.Empty(await account.RulesAsync());
        account.Service.Peer = TestAccount.Peer("192.0.2.5");
        (await AllowAsync(account, Tried, """{"prefix":24}""")).Is(201);
    }

    [Fact]
    public async Task If_match_is_honoured()
    {
        await using var account = await StartAsync();

        (await account.Owner.CallAsync("POST", $"/v1/attempts/{Tried}/allow", "{}", null, ("If-Match", "\"1\""))).IsProblem(412, "precondition-failed");
        (await account.Owner.CallAsync("POST", $"/v1/attempts/{Tried}/allow", "{}", null, ("If-Match", $"\"{await account.VersionAsync()}\""))).Is(201);
    }

    [Fact]
    public async Task On_behalf_of_a_child_its_attempts_and_its_list_count()
    {
        await using var account = await StartAsync();
        using var child = await account.Service.AccountAsync("child", "acme");
        await child.PatchAsync("/v1/allowlist", """{"lockout_guard":false}""");
        (await account.Owner.CallAsync("POST", $"/v1/attempts/{Tried}/allow", "{}", null, ("on-behalf-of", "child"))).IsProblem(404, "not-found");
        await account.Service.Services.GetRequiredService<AttemptStore>().RecordAsync(Sample.Message("child", "m1", Sample.At(Sample.Now, "192.0.2.88")), default);

        (await account.Owner.CallAsync("POST", "/v1/attempts/192.0.2.88/allow", "{}", null, ("on-behalf-of", "child"))).Is(201);

        Assert.Single(await account.RulesAsync());
        var rule = (await child.ReadAsync("/v1/allowlist/rules")).GetProperty("rules").EnumerateArray().Single();
        Assert.Equal(("192.0.2.88/32", $"key:{await account.KeyIdAsync()}"), (rule.GetProperty("network").GetString(), rule.GetProperty("created_by").GetString()));
    }

    [Fact]
    public async Task Who_was_let_in_is_let_in_at_once()
    {
        await using var account = await StartAsync();
        Assert.False(await IsAllowedAsync(account));

        await AllowAsync(account, Tried, "{}");

        Assert.True(await IsAllowedAsync(account));
    }

    private static IEnumerable<string> Heads(Reply reply) =>
        reply.IsProblem(400, "invalid-request").Faults().Select(fault => string.Join(' ', fault.Split(' ')[..2]));

    private static Task<Reply> AllowAsync(TestAccount account, string ip, string body) => account.PostAsync($"/v1/attempts/{ip}/allow", body);

    private static async Task<bool> IsAllowedAsync(TestAccount account) =>
        (await account.GetAsync($"/v1/check?ip={Tried}")).Json.GetProperty("allowed").ValueKind == JsonValueKind.True;

    /// <summary>An account with one rule and without the guard, where two addresses tried.</summary>
    private static async Task<TestAccount> StartAsync()
    {
        var account = await TestAccount.StartAsync("203.0.113.0/24");
        await TryAsync(account);
        return account;
    }

    private static Task TryAsync(TestAccount account) => account.Service.Services.GetRequiredService<AttemptStore>()
        .RecordAsync(Sample.Message("acme", "m1", Sample.At(Sample.Now, Tried), Sample.At(Sample.Now, "2001:db8::1", "api")), default);
}
