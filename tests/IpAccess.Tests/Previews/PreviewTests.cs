using System.Text.Json;
using IpAccess.Attempts;
using IpAccess.Networks;
using IpAccess.Testing;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Tests.Hygiene;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Previews;

public sealed class PreviewTests
{
    private const string Preview = "/v1/allowlist/preview";

    [Fact]
    public async Task A_preview_tells_all_that_a_change_would_do()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.0/24, 10.1.0.0/16, 192.0.2.0/24");
        await RecordAsync(account, Sample.At(Sample.Now, "192.0.2.7", "api"), Sample.At(Sample.Now, "10.2.0.1", "api"), Sample.At(Sample.Now, "203.0.113.9"));
        account.Service.Clock.Advance(TimeSpan.FromHours(1));
        var key = await account.KeyIdAsync();
        var kept = (await account.RulesAsync())[2].GetRawText();

        var reply = await account.PostAsync(Preview, """
            {"add":[{"value":"10.0.0.0/8","label":"HQ"},{"value":"203.0.113.0/24","label":"known"},{"value":"10/8","label":"HQ"}],"remove":[3,9],"settings":{"on_failure":"allow"}}
            """);

        Assert.Equal("\"2\"", reply.Is(200).ETag);
        Assert.Equal(
            $$$"""
            {"valid":true,"version":2,"rules":[{"id":null,"network":"10.0.0.0/8","label":"HQ","enabled":true,"expires_at":null,"source":"manual","created_by":"key:{{{key}}}","created_at":"2026-11-22T13:00:00Z","updated_at":"2026-11-22T13:00:00Z"},{{{kept}}}],
            "not_found":[9],"errors":[],"would_lock_you_out":false,"your_address":"203.0.113.9",
            "newly_blocked":[{"ip":"192.0.2.7","surface":"api","method":null,"allowed":true,"first_at":"2026-11-22T12:00:00Z","last_at":"2026-11-22T12:00:00Z","count":1,"location":null,"credential":null,"user_agent":null,"rule_id":null}],
            "newly_allowed":[{"ip":"10.2.0.1","surface":"api","method":null,"allowed":true,"first_at":"2026-11-22T12:00:00Z","last_at":"2026-11-22T12:00:00Z","count":1,"location":null,"credential":null,"user_agent":null,"rule_id":null}],
            "shadowed":[{"id":2,"network":"10.1.0.0/16","by":{"id":null,"network":"10.0.0.0/8"}}],"addresses_before":"66048","addresses_after":"16777472","rule_count":3,
            "attempts":{"replayed":3,"complete":true}}
            """.ReplaceLineEndings(string.Empty),
            reply.Text);
        Assert.Equal(2, await account.VersionAsync());
        Assert.Equal(2, (await account.AuditAsync()).Count);
    }

    [Fact]
    public async Task A_change_at_fault_is_told_with_all_its_faults_and_what_is_right()
    {
        await using var account = await TestAccount.StartAsync();

        var view = (await account.PostAsync(Preview, """
            {"add":[{"value":"x"},{"value":"10.0.0.1","label":"\u202e"},{"value":"10.0.0.2"},{"value":"0/0","y":1}],"remove":["1"],"settings":{"mode":"strict","auto":{"learning_until":"z"}},"z":0}
            """)).Is(200);

        Assert.Equal(
            ["/z unknown_member 0", "/add/0/value not_an_address x", "/add/1/label forbidden_character \u202e", "/add/3/y unknown_member 1", "/add/3/value too_broad 0/0", "/remove/0 wrong_type \"1\"", "/settings/mode not_one_of strict", "/settings/auto/learning_until not_available z"],
            view.Faults());
        Assert.Equal("10.0.0.2/32", Assert.Single(view.Json.GetProperty("rules").EnumerateArray()).GetProperty("network").GetString());
        Assert.EndsWith(
            ""","would_lock_you_out":null,"your_address":"203.0.113.9","newly_blocked":[],"newly_allowed":[],"shadowed":[],"addresses_before":null,"addresses_after":null,"rule_count":null,"attempts":null}""",
            view.Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"remove":[1],"add":[{"value":"203.0.113.0/24"}]}""", false)]
    [InlineData("""{"remove":[1],"add":[{"value":"203.0.113.0/24","enabled":false}]}""", true)]
    [InlineData("""{"remove":[1]}""", true)]
    [InlineData("""{"remove":[1],"settings":{"mode":"monitor"}}""", false)]
    [InlineData("""{"remove":[1],"settings":{"lockout_guard":false}}""", true)]
    [InlineData("""{"settings":{"lockout_guard":false}}""", false)]
    [InlineData("""{"remove":[1,2]}""", false)]
    [InlineData("""{"remove":[1,2],"settings":{"empty_list":"deny"}}""", true)]
    public async Task The_guard_looks_at_the_list_that_all_of_the_change_makes(string body, bool locksOut)
    {
        await using var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.0/24, 10.0.0.1");

        var view = (await account.PostAsync(Preview, body)).Is(200).Json;

        Assert.True(view.GetProperty("valid").GetBoolean());
        Assert.Equal(locksOut, view.GetProperty("would_lock_you_out").GetBoolean());
    }

    [Theory]
    [InlineData("{}", " missing_member")]
    [InlineData("[]", " missing_member")]
    [InlineData("""{"allow_broad":true,"rules":[]}""", " missing_member")]
    [InlineData("{", "1:2 not_json")]
    public async Task What_is_no_change_at_all_is_refused(string body, string fault)
    {
        await using var account = await TestAccount.StartAsync();

        Assert.Equal([fault], (await account.PostAsync(Preview, body)).IsProblem(400, "invalid-request").Faults());
        Assert.Equal(["x unknown_parameter 1"], (await account.PostAsync(Preview + "?x=1", """{"remove":[]}""")).IsProblem(400, "invalid-request").Faults());
    }

    [Fact]
    public async Task Attempts_of_the_last_thirty_days_are_replayed_newest_first_up_to_ten_thousand()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        account.Service.Clock.Advance(TimeSpan.FromDays(30));
        var now = Sample.Now + (30 * 86_400);
        await RecordAsync(account, Sample.At(Sample.Now - 1, "203.0.113.1"), Sample.At(Sample.Now, "203.0.113.2"), Sample.At(now, "203.0.113.3"));

        var few = (await account.PostAsync(Preview, """{"remove":[1]}""")).Is(200).Json;
        var many = Enumerable.Range(0, 10_000).Select(i => Sample.At(now - 1 - i) with { Key = new(Address.IPv4(0x0a000000 + (uint)i), null, null) });
        await RecordAsync(account, [.. many]);
        var cut = (await account.PostAsync(Preview, """{"remove":[1],"settings":{"empty_list":"deny"}}""")).Is(200).Json;

        Assert.Equal("""{"replayed":2,"complete":true}""", few.GetProperty("attempts").GetRawText());
        Assert.Equal("""{"replayed":10000,"complete":false}""", cut.GetProperty("attempts").GetRawText());
        Assert.Equal(["203.0.113.3"], cut.GetProperty("newly_blocked").EnumerateArray().Select(entry => entry.GetProperty("ip").GetString()));
    }

    [Fact]
    public async Task The_preview_of_tidying_up_changes_nothing_for_anyone()
    {
        for (var seed = 0; seed < Effort.Of(10, 200); seed++)
        {
            await using var account = await TestAccount.StartAsync("192.0.2.1");
            await new RandomRules(seed).AddToAsync(account);
            await RecordAsync(account, [.. Enumerable.Range(0, 33).Select(i => Sample.At(Sample.Now, $"203.0.113.{i}"))]);
            var hygiene = (await account.GetAsync("/v1/allowlist/hygiene")).Is(200).Json;
            if (hygiene.GetProperty("preview") is { ValueKind: JsonValueKind.Object } preview)
            {
                var view = (await account.PostAsync(Preview, preview)).Is(200).Json;

                Assert.True(view.GetProperty("valid").GetBoolean(), view.GetRawText());
                Assert.Equal(hygiene.GetProperty("addresses").GetString(), view.GetProperty("addresses_before").GetString());
                Assert.Equal(hygiene.GetProperty("addresses").GetString(), view.GetProperty("addresses_after").GetString());
                Assert.Equal(hygiene.GetProperty("smallest").GetProperty("rule_count").GetInt64(), view.GetProperty("rule_count").GetInt64());
                Assert.All(["newly_blocked", "newly_allowed", "shadowed", "not_found", "errors"], name => Assert.Equal(0, view.GetProperty(name).GetArrayLength()));
            }
        }
    }

    [Fact]
    public async Task A_change_that_the_limit_of_rules_refuses_is_told_with_what_it_would_do()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        await account.PatchAsync(TestAccount.Settings, """{"rule_limit":2}""");

        var fits = (await account.PostAsync(Preview, """{"add":[{"value":"10.0.0.1"}]}""")).Is(200).Json;
        var reply = (await account.PostAsync(Preview, """{"add":[{"value":"10.0.0.1"},{"value":"10.0.0.2"}]}""")).Is(200);

        Assert.True(fits.GetProperty("valid").GetBoolean());
        Assert.False(reply.Json.GetProperty("valid").GetBoolean());
        Assert.Equal([" rule_limit"], reply.Faults());
        Assert.Equal((3, "258"), (reply.Json.GetProperty("rule_count").GetInt32(), reply.Json.GetProperty("addresses_after").GetString()));
    }

    [Fact]
    public async Task While_a_change_awaits_its_confirmation_a_preview_tells_that_the_next_one_has_to_wait()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        (await account.Owner.CallAsync("POST", TestAccount.Rules + "?confirm_within=1", "10.0.0.1", "text/plain")).Is(201);

        var reply = (await account.PostAsync(Preview, """{"add":[{"value":"10.0.0.2"}]}""")).Is(200);

        Assert.Equal([" conflict"], reply.Faults());
        Assert.Equal(3, reply.Json.GetProperty("rule_count").GetInt32());
        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, (await account.PostAsync(Preview, """{"add":[{"value":"10.0.0.2"}]}""")).Is(200).Json.GetProperty("rule_count").GetInt32());
    }

    [Fact]
    public async Task Csv_is_previewed_as_a_paste_is()
    {
        await using var account = await TestAccount.StartAsync();

        var right = (await account.Owner.CallAsync("POST", Preview, "value,label\n203.0.113.0/24,HQ\n", "text/csv")).Is(200).Json;
        var wrong = (await account.Owner.CallAsync("POST", Preview, "value,label\n203.0.113.0/24,HQ\nx,\n", "text/csv")).Is(200);

        Assert.Equal("HQ", right.GetProperty("rules")[0].GetProperty("label").GetString());
        Assert.Equal(["3:1 not_an_address x"], wrong.Faults());
    }

    [Fact]
    public async Task Rules_at_fault_are_left_out_of_a_preview_of_csv_as_of_one_of_json()
    {
        await using var account = await TestAccount.StartAsync();
        const string Csv = "value,label,expires_at,enabled\n203.0.113.0/24,HQ,,\n10.0.0.1,\u202e,,\n10.0.0.2,,tomorrow,\n10.0.0.3,,,perhaps\n10.0.0.4,,\n10.0.0.5,,,,x\n";
        var json = new
        {
            add = (object[])
            [
                new { value = "203.0.113.0/24", label = "HQ" },
                new { value = "10.0.0.1", label = "\u202e" },
                new { value = "10.0.0.2", expires_at = "tomorrow" },
                new { value = "10.0.0.3", enabled = "perhaps" },
            ],
        };

        var ofCsv = (await account.Owner.CallAsync("POST", Preview, Csv, "text/csv")).Is(200);
        var ofJson = (await account.PostAsync(Preview, json)).Is(200);

        Assert.Equal(
            ["3:2 forbidden_character \u202e", "4:3 not_a_time tomorrow", "5:4 not_one_of perhaps", "6:4 too_few_cells", "7:5 too_many_cells x"],
            ofCsv.Faults());
        Assert.Equal(["203.0.113.0/24"], Networks(ofCsv));
        Assert.Equal(["203.0.113.0/24"], Networks(ofJson));
    }

    [Fact]
    public async Task A_preview_tells_where_it_stopped_to_read_and_which_labels_it_cut()
    {
        await using var account = await TestAccount.StartAsync();
        var faults = string.Join('\n', Enumerable.Repeat("x", 10_001));

        var cut = (await account.Owner.CallAsync("POST", Preview, $"203.0.113.9 # {new string('x', 101)}", "text/plain")).Is(200).Json;
        var full = (await account.Owner.CallAsync("POST", Preview, $"{faults}\n203.0.113.9", "text/plain")).Is(200).Json;

        Assert.Equal("label_cut", Assert.Single(cut.GetProperty("warnings").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal("read_no_further", Assert.Single(full.GetProperty("warnings").EnumerateArray()).GetProperty("code").GetString());
        Assert.Empty(full.GetProperty("rules").EnumerateArray());
    }

    private static IEnumerable<string?> Networks(Reply reply) =>
        reply.Json.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("network").GetString());

    // As many at once as a message holds.
    private static async Task RecordAsync(TestAccount account, params Attempt[] attempts)
    {
        var store = account.Service.Services.GetRequiredService<AttemptStore>();
        foreach (var some in attempts.Chunk(30))
        {
            await store.RecordAsync(Sample.Message("acme", Guid.NewGuid().ToString("n"), some), default);
        }
    }
}
