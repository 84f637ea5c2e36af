using System.Globalization;
using System.Text;
using IpAccess.Http.Messages;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.Tests.Settings;

public sealed class RecoveryTests
{
    private const string Path = "/v1/accounts/acme/recovery";
    private const string Outside = "192.0.2.1";
    private const string Body = """{"address":"192.0.2.1","minutes":60,"reason":"lost the office"}""";

    public static TheoryData<string, string, string> BadBodies => new()
    {
        { "{}", "invalid-request", "/address missing_member|/minutes missing_member" },
        { """{"address":null,"minutes":null,"reason":7}""", "invalid-request", "/address wrong_type null|/minutes wrong_type null|/reason wrong_type 7" },
        { """{"address":"192.0.2.0/24","minutes":60}""", "invalid-address", "/address not_an_address 192.0.2.0/24" },
        { """{"address":"","minutes":60}""", "invalid-address", "/address not_an_address" },
        { """{"address":"192.0.2.1","minutes":0}""", "invalid-request", "/minutes out_of_range 0" },
        { """{"address":"192.0.2.1","minutes":1441}""", "invalid-request", "/minutes out_of_range 1441" },
        { """{"address":"192.0.2.1","minutes":1.5}""", "invalid-request", "/minutes out_of_range 1.5" },
        { """{"address":"192.0.2.1","minutes":60,"reason":"a\nb","until":1}""", "invalid-request", "/reason forbidden_character a\nb|/until unknown_member 1" },
        { "[]", "invalid-request", " wrong_type []" },
    };

    [Fact]
    public async Task An_address_is_let_in_at_once_whatever_the_list_says_and_until_the_end()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        Assert.Equal("not_listed", await ReasonAsync(account));

        var granted = (await GrantAsync(account, Body)).Is(201);

        Assert.Equal("""{"address":"192.0.2.1","until":"2026-11-22T13:00:00Z","reason":"lost the office"}""", granted.Text);
        Assert.Equal("\"4\"", granted.ETag);
        Assert.Equal("recovery", await ReasonAsync(account));
        Assert.Equal("recovery", (await account.PostAsync("/v1/check", $$"""{"ip":"{{Outside}}"}""")).Is(200).Json.GetProperty("reason").GetString());
        Assert.Equal("not_listed", await ReasonAsync(account, "192.0.2.2"));
        account.Service.Clock.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(1));
        Assert.Equal("recovery", await ReasonAsync(account));
        account.Service.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("not_listed", await ReasonAsync(account));
    }

    [Fact]
    public async Task The_settings_list_it_until_it_ends_and_say_that_its_address_is_let_in()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        (await GrantAsync(account, Body)).Is(201);
        (await GrantAsync(account, """{"address":"2001:DB8::1","minutes":1440,"reason":""}""")).Is(201);
        const string Longer = """{"address":"2001:db8::1","until":"2026-11-23T12:00:00Z","reason":null}""";

        account.Service.Peer = TestAccount.Peer(Outside);
        Assert.Equal(
            $$"""[{"address":"192.0.2.1","until":"2026-11-22T13:00:00Z","reason":"lost the office"},{{Longer}}] True""",
            await ShownAsync(account));
        account.Service.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal($"[{Longer}] False", await ShownAsync(account));
    }

    [Fact]
    public async Task It_is_in_the_audit_as_the_operators()
    {
        await using var account = await TestAccount.StartAsync();
        (await GrantAsync(account, Body)).Is(201);
        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));
        (await GrantAsync(account, """{"address":"192.0.2.1","minutes":60}""")).Is(201);

        var entry = (await account.AuditAsync())[0];

        Assert.Equal(
            """recovery_granted 3 {"key":"operator","address":"203.0.113.9","derived_from":"connection"}""",
            $"{entry.GetProperty("action")} {entry.GetProperty("version")} {entry.GetProperty("actor")}");
        Assert.Equal("""{"recoveries":[{"address":"192.0.2.1","until":"2026-11-22T13:00:00Z","reason":"lost the office"}]}""", entry.GetProperty("before").GetRawText());
        Assert.Equal("""{"recoveries":[{"address":"192.0.2.1","until":"2026-11-22T13:01:00Z","reason":null}]}""", entry.GetProperty("after").GetRawText());
    }

    [Fact]
    public async Task A_new_one_replaces_the_old_one_of_the_same_address_however_it_is_written()
    {
        await using var account = await TestAccount.StartAsync();
        (await GrantAsync(account, Body)).Is(201);

        (await GrantAsync(account, """{"address":"::ffff:192.0.2.1","minutes":5}""")).Is(201);

        Assert.Equal("""[{"address":"192.0.2.1","until":"2026-11-22T12:05:00Z","reason":null}] True""", await ShownAsync(account));
    }

    [Fact]
    public async Task At_most_100_are_active_at_once()
    {
        await using var account = await TestAccount.StartAsync();
        for (var i = 1; i <= 100; i++)
        {
            (await GrantAsync(account, Grant(i, minutes: i == 1 ? 1 : 60))).Is(201);
        }

        var refused = await GrantAsync(account, Grant(101, minutes: 60));
        Assert.Contains("100", refused.IsProblem(409, "conflict").Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(101, await account.VersionAsync());
        (await GrantAsync(account, Grant(2, minutes: 60))).Is(201);
        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));
        (await GrantAsync(account, Grant(101, minutes: 60))).Is(201);
        Assert.Equal(100, (await account.GetAsync(TestAccount.Settings)).Json.GetProperty("recoveries").GetArrayLength());
    }

    [Fact]
    public async Task One_hundred_with_the_longest_reasons_fit()
    {
        await using var account = await TestAccount.StartAsync();
        var random = new Random(1);
        await account.PatchAsync(TestAccount.Settings, new { exempt_surfaces = Enumerable.Range(0, 100).Select(_ => random.GetItems<char>("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", 64)).Select(name => new string(name)) });
        for (var i = 1; i <= 100; i++)
        {
            var reason = string.Concat(Enumerable.Range(0, 100).Select(_ => new Rune(random.Next(0x1_0000, 0x11_0000)).ToString()));
            (await GrantAsync(account, new { address = string.Create(CultureInfo.InvariantCulture, $"2001:db8:{random.Next(65536):x}::{i:x}"), minutes = 60, reason })).Is(201);
        }

        await account.PatchAsync(TestAccount.Settings, """{"mode":"monitor"}""");

        Assert.Equal(100, (await account.GetAsync(TestAccount.Settings)).Json.GetProperty("recoveries").GetArrayLength());
        Assert.Equal("settings_changed", (await account.AuditAsync())[0].GetProperty("action").GetString());
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("gone")]
    [InlineData("Acme")]
    [InlineData("acme%2Fx")]
    public async Task An_account_that_is_not_there_is_not_found(string id)
    {
        await using var account = await TestAccount.StartAsync();
        using var gone = await account.Service.AccountAsync("gone");
        using var client = account.Service.Client(TestService.OperatorKey);
        (await client.CallAsync("DELETE", "/v1/accounts/gone")).Is(204);

        (await client.CallAsync("POST", $"/v1/accounts/{id}/recovery", Body)).IsProblem(404, "not-found");
    }

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task What_is_wrong_is_told_all_at_once(string body, string slug, string faults)
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await GrantAsync(account, body);

        Assert.Equal(faults.Split('|').Order(StringComparer.Ordinal), reply.IsProblem(400, slug).Faults().Order(StringComparer.Ordinal));
        Assert.Equal(1, await account.VersionAsync());
    }

    [Theory]
    [InlineData("\"2\"", 201)]
    [InlineData("\"1\"", 412)]
    [InlineData("2", 400)]
    public async Task If_match_is_honoured(string tag, int status)
    {
        await using var account = await TestAccount.StartAsync();
        (await GrantAsync(account, Body)).Is(201);

        (await GrantAsync(account, Body, ("If-Match", tag))).Is(status);
    }

    [Fact]
    public async Task The_guard_is_not_asked_and_does_not_count_it()
    {
        await using var account = await TestAccount.StartAsync("198.51.100.0/24");
        account.Service.Peer = TestAccount.Peer("198.51.100.1");
        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":true}""");
        account.Service.Peer = TestAccount.Peer(Outside);

        (await GrantAsync(account, Body)).Is(201);

        (await account.PostAsync(TestAccount.Rules, """{"rules":[{"value":"10.0.0.1"}]}""")).IsProblem(409, "would-lock-you-out");
        (await account.PostAsync(TestAccount.Rules, """{"rules":[{"value":"192.0.2.0/24"}]}""")).Is(201);
    }

    [Fact]
    public async Task Other_writes_keep_it_and_their_audit_tells_it_as_the_settings_do()
    {
        await using var account = await TestAccount.StartAsync();
        (await GrantAsync(account, Body)).Is(201);

        await account.PasteAsync("203.0.113.0/24");
        await account.PatchAsync(TestAccount.Settings, """{"empty_list":"deny","auto":{"prefix_v4":32}}""");

        Assert.Equal("recovery", await ReasonAsync(account));
        Assert.Equal(
            """[{"address":"192.0.2.1","until":"2026-11-22T13:00:00Z","reason":"lost the office"}]""",
            (await account.AuditAsync())[0].GetProperty("after").GetProperty("settings").GetProperty("recoveries").GetRawText());
    }

    private static string Grant(int host, int minutes) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"address":"10.0.0.{{host}}","minutes":{{minutes}}}""");

    private static async Task<Reply> GrantAsync(TestAccount account, object body, params (string Name, string Value)[] headers)
    {
        using var client = account.Service.Client(TestService.OperatorKey);
        return await client.CallAsync("POST", Path, body, headers: headers);
    }

    private static async Task<string?> ReasonAsync(TestAccount account, string address = Outside) =>
        (await account.GetAsync($"/v1/check?ip={address}")).Is(200).Json.GetProperty("reason").GetString();

    private static async Task<string> ShownAsync(TestAccount account)
    {
        var settings = (await account.GetAsync(TestAccount.Settings)).Is(200).Json;
        return $"{settings.GetProperty("recoveries").GetRawText()} {settings.GetProperty("your_address_allowed").GetBoolean()}";
    }
}
