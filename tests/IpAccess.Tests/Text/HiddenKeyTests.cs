using System.Net;
using IpAccess.Keys;
using IpAccess.Poison;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using IpAccess.Tests.Authorize;
using IpAccess.Text;

namespace IpAccess.Tests.Text;

/// <summary>The text of a key is kept nowhere: in its place is the key's id.</summary>
public sealed class HiddenKeyTests
{
    private static readonly string Id = KeyText.NewId();
    private static readonly string Key = KeyText.New(Id);

    public static TheoryData<string> Kept =>
    [
        "{}", "before {} after", "{}{}", "ipa_{}", "ipa_ipa_{}_x", "{},{} {}", "Bearer {}", "x{}x", "", "ipa_", "ä{}€", "{}ipa_",
    ];

    [Theory]
    [MemberData(nameof(Kept))]
    public void Every_key_in_a_text_becomes_its_id_and_all_else_stays(string text) => Assert.Equal(
        text.Replace("{}", Id, StringComparison.Ordinal), KeyShape.Hide(text.Replace("{}", Key, StringComparison.Ordinal)));

    [Fact]
    public void What_only_looks_like_a_key_stays_as_it_is()
    {
        string[] texts = [Key[..^1], Key[1..], Key[..^1] + (Key[^1] == '0' ? '1' : '0'), Key.ToUpperInvariant(), Key.Insert(20, " ")];

        Assert.All(texts, text => Assert.Equal(text, KeyShape.Hide(text)));
    }

    [Fact]
    public void A_key_is_hidden_before_a_text_is_cut_so_that_no_part_of_it_is_left()
    {
        var kept = ClientText.Keep(new string('x', 500) + Key, ClientText.UserAgentCharacters);

        Assert.Equal(new string('x', 500) + Id, kept);
    }

    [Fact]
    public async Task Attempts_hold_none_whether_a_check_a_proxy_or_a_report_tells_of_them()
    {
        await using var scene = await AuthorizeScene.StartAsync();
        var agent = $"tool/1 ({Key})";

        await scene.AskAsync(AuthorizeScene.Listed, ("User-Agent", agent));
        await scene.Owner.PostAsync("/v1/check", new { ip = AuthorizeScene.Stranger, credential = Key, user_agent = agent }, HttpStatusCode.OK);
        await scene.Owner.PostAsync(
            "/v1/attempts", new { attempts = new[] { new { ip = "192.0.2.9", at = "2026-11-22T12:00:00Z", credential = $"k:{Key}", user_agent = agent } } }, HttpStatusCode.Accepted);

        var attempts = await scene.AttemptsAsync();
        Assert.Equal(3, attempts.Count);
        Assert.All(attempts, attempt => Assert.Contains($"tool/1 ({Id})", attempt, StringComparison.Ordinal));
        Assert.Contains(attempts, attempt => attempt.Contains($"\"credential\":\"{Id}\"", StringComparison.Ordinal));
        Assert.Contains(attempts, attempt => attempt.Contains($"\"credential\":\"k:{Id}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Labels_hold_none_however_they_are_given()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":false}""");

        (await account.PostAsync(TestAccount.Rules, new { rules = new[] { new { value = "10.0.0.1", label = $"json {Key}" } } })).Is(201);
        await account.PasteAsync($"10.0.0.2 # {new string('-', 80)} {Key}");
        (await account.Owner.CallAsync("POST", TestAccount.Rules, $"value,label\n10.0.0.3,csv {Key}\n", "text/csv")).Is(201);
        var id = (await account.PostAsync("/v1/keys", new { role = "viewer", label = Key })).Is(201).Json.GetProperty("label").GetString();

        Assert.Equal(
            [$"json {Id}", $"{new string('-', 80)} {Id}", $"csv {Id}"],
            (await account.RulesAsync()).Select(rule => rule.GetProperty("label").GetString()));
        Assert.Equal(Id, id);
        Assert.DoesNotContain(Key, string.Join(' ', await account.AuditAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_log_of_a_call_that_failed_holds_none_of_its_path(bool isAway)
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var service = await TestService.StartAsync(tables, TestService.NewClock());
        using var owner = await service.AccountAsync();
        using var proxy = service.Client();
        tables.BeforeRead = (_, _) => throw (isAway ? new TimeoutException() : new InvalidOperationException());

        (await proxy.CallAsync("GET", $"{AuthorizeScene.Path}/{Key}", headers: ("X-IpAccess-Key", owner.DefaultRequestHeaders.Authorization!.Parameter!))).Is(503);

        Assert.Contains(service.Log.Lines, line => line.Contains($"{AuthorizeScene.Path}/{Id}", StringComparison.Ordinal));
        Assert.DoesNotContain(service.Log.Lines, line => line.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public void The_reason_and_the_text_of_a_poison_message_hold_none()
    {
        var row = PoisonRow.Read(new PoisonRow("1", $"not_json: {Key}", 1, 0, $"{{{Key}").Write());

        Assert.Equal(($"not_json: {Id}", $"{{{Id}"), (row.Reason, row.Text));
    }
}
