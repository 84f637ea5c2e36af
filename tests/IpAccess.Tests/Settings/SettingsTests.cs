using System.Text.Json.Nodes;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Settings;

public sealed class SettingsTests
{
    private const string Path = TestAccount.Settings;
    private const string Initial = """
        {"account":"acme","version":1,"mode":"enforce","unknown":"block","empty_list":"allow","exempt_surfaces":[],"auto":{"prefix_v4":24,"prefix_v6":64,"daily_limit":20,"learning_until":null},"lockout_guard":true,"on_failure":"deny","max_stale_seconds":60,"protect_management":false,"notify":{"emails":[],"webhook":null},"recoveries":[],"rule_count":0,"rule_limit":null,"updated_at":"2026-11-22T12:00:00Z","your_address":"203.0.113.9","your_address_allowed":true}
        """;

    public static TheoryData<string, string, string> Patches => new()
    {
        { """{"mode":"monitor"}""", "/mode", "\"monitor\"" },
        { """{"mode":"off"}""", "/mode", "\"off\"" },
        { """{"empty_list":"deny","mode":"off"}""", "/empty_list", "\"deny\"" },
        { """{"exempt_surfaces":["webhooks","smtp","webhooks"]}""", "/exempt_surfaces", """["webhooks","smtp"]""" },
        { """{"auto":{"prefix_v4":32}}""", "/auto", """{"prefix_v4":32,"prefix_v6":64,"daily_limit":20,"learning_until":null}""" },
        { """{"auto":{"prefix_v6":48,"daily_limit":0}}""", "/auto", """{"prefix_v4":24,"prefix_v6":48,"daily_limit":0,"learning_until":null}""" },
        { """{"auto":{"prefix_v4":8,"prefix_v6":128,"daily_limit":10000,"learning_until":null}}""", "/auto", """{"prefix_v4":8,"prefix_v6":128,"daily_limit":10000,"learning_until":null}""" },
        { """{"lockout_guard":false}""", "/lockout_guard", "false" },
        { """{"on_failure":"allow"}""", "/on_failure", "\"allow\"" },
        { """{"protect_management":true}""", "/protect_management", "true" },
        { """{"rule_limit":1000}""", "/rule_limit", "1000" },
        { """{"rule_limit":10000000,"mode":"off"}""", "/rule_limit", "10000000" },
        { """{"on_failure":"allow","unknown":"block","protect_management":false}""", "/on_failure", "\"allow\"" },
    };

    public static TheoryData<string, string> BadPatches => new()
    {
        { """{"unknown":"review"}""", "/unknown not_available review" },
        { """{"unknown":"auto"}""", "/unknown not_available auto" },
        { """{"auto":{"learning_until":"2026-12-01T00:00:00Z"}}""", "/auto/learning_until not_available 2026-12-01T00:00:00Z" },
        { """{"notify":{"emails":["a@example.com"]}}""", "/notify unknown_member {\"emails\":[\"a@example.com\"]}" },
        { """{"protect_management":null}""", "/protect_management wrong_type null" },
        { """{"lockout_guard":false,"mode":"off"}""", "/lockout_guard must_stand_alone false" },
        { """{"lockout_guard":false,"lockout_guard":false}""", "/lockout_guard duplicate_member false|/lockout_guard must_stand_alone false" },
        { """{"lockout_guard":null}""", "/lockout_guard wrong_type null" },
        { """{"version":5,"account":"x","rule_count":0}""", "/version unknown_member 5|/account unknown_member \"x\"|/rule_count unknown_member 0" },
        { """{"rule_limit":0}""", "/rule_limit out_of_range 0" },
        { """{"rule_limit":10000001}""", "/rule_limit out_of_range 10000001" },
        { """{"rule_limit":"1000"}""", "/rule_limit wrong_type \"1000\"" },
        { """{"recoveries":[],"updated_at":null,"your_address":"10.0.0.1","your_address_allowed":true}""", "/recoveries unknown_member []|/updated_at unknown_member null|/your_address unknown_member \"10.0.0.1\"|/your_address_allowed unknown_member true" },
        { """{"mode":"Enforce","empty_list":"drop","on_failure":1}""", "/mode not_one_of Enforce|/empty_list not_one_of drop|/on_failure wrong_type 1" },
        { """{"mode":"1"}""", "/mode not_one_of 1" },
        { """{"mode":null,"unknown":null,"empty_list":null,"on_failure":null}""", "/mode wrong_type null|/unknown wrong_type null|/empty_list wrong_type null|/on_failure wrong_type null" },
        { """{"exempt_surfaces":null,"auto":null}""", "/exempt_surfaces wrong_type null|/auto wrong_type null" },
        { """{"auto":{"prefix_v4":null,"prefix_v6":null,"daily_limit":null}}""", "/auto/prefix_v4 wrong_type null|/auto/prefix_v6 wrong_type null|/auto/daily_limit wrong_type null" },
        { """{"exempt_surfaces":["a b","",7,null]}""", "/exempt_surfaces/0 not_a_token a b|/exempt_surfaces/1 not_a_token|/exempt_surfaces/2 wrong_type 7|/exempt_surfaces/3 wrong_type null" },
        { """{"auto":{"prefix_v4":7,"prefix_v6":129,"daily_limit":-1,"x":1}}""", "/auto/x unknown_member 1|/auto/prefix_v4 out_of_range 7|/auto/prefix_v6 out_of_range 129|/auto/daily_limit out_of_range -1" },
        { """{"auto":{"prefix_v4":33,"prefix_v6":15,"daily_limit":10001}}""", "/auto/prefix_v4 out_of_range 33|/auto/prefix_v6 out_of_range 15|/auto/daily_limit out_of_range 10001" },
        { """{"auto":{"prefix_v4":24.5,"prefix_v6":"64","daily_limit":1e99}}""", "/auto/prefix_v4 out_of_range 24.5|/auto/prefix_v6 wrong_type \"64\"|/auto/daily_limit out_of_range 1e99" },
        { """{"auto":[]}""", "/auto wrong_type []" },
        { "null", " wrong_type null" },
    };

    [Fact]
    public async Task A_new_account_has_the_first_settings()
    {
        await using var account = await TestAccount.StartAsync();

        var reply = (await account.GetAsync(Path)).Is(200);

        Assert.Equal(Initial, reply.Text);
        Assert.Equal("\"1\"", reply.ETag);
    }

    [Theory]
    [MemberData(nameof(Patches))]
    public async Task A_patch_changes_what_it_names_and_nothing_else(string patch, string member, string value)
    {
        await using var account = await TestAccount.StartAsync();
        var before = (await account.GetAsync(Path)).Text;
        account.Service.Clock.Advance(TimeSpan.FromMinutes(5));

        var reply = await account.PatchAsync(Path, patch);

        var expected = JsonNode.Parse(before)!;
        var named = JsonNode.Parse(patch)!.AsObject().Select(pair => pair.Key).Append(member[1..]).ToHashSet();
        Assert.Equal(value, reply.Json.GetProperty(member[1..]).GetRawText());
        Assert.Equal("2 2026-11-22T12:05:00Z", $"{reply.Json.GetProperty("version")} {reply.Json.GetProperty("updated_at")}");
        foreach (var other in expected.AsObject().Where(pair => !named.Contains(pair.Key) && pair.Key is not ("version" or "updated_at")))
        {
            Assert.Equal(other.Value?.ToJsonString() ?? "null", reply.Json.GetProperty(other.Key).GetRawText());
        }

        Assert.Equal("\"2\"", reply.ETag);
        Assert.Equal(reply.Text, (await account.GetAsync(Path)).Text);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"mode":"enforce","unknown":"block","empty_list":"allow","exempt_surfaces":[],"lockout_guard":true,"on_failure":"deny"}""")]
    [InlineData("""{"auto":{"prefix_v4":24,"learning_until":null},"protect_management":false,"rule_limit":null}""")]
    public async Task A_patch_that_changes_nothing_makes_no_version(string patch)
    {
        await using var account = await TestAccount.StartAsync();

        Assert.Equal(Initial, (await account.PatchAsync(Path, patch)).Text);
        Assert.Single(await account.AuditAsync());
    }

    [Theory]
    [MemberData(nameof(BadPatches))]
    public async Task A_patch_at_fault_is_refused_whole(string patch, string faults)
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await account.Owner.CallAsync("PATCH", Path, patch);

        Assert.Equal(faults.Split('|').Order(StringComparer.Ordinal), reply.IsProblem(400, "invalid-request").Faults().Order(StringComparer.Ordinal));
        Assert.Equal(Initial, (await account.GetAsync(Path)).Text);
    }

    [Theory]
    [InlineData(100, 200)]
    [InlineData(101, 400)]
    public async Task At_most_100_surfaces_are_exempt(int count, int status)
    {
        await using var account = await TestAccount.StartAsync();

        (await account.Owner.CallAsync("PATCH", Path, new { exempt_surfaces = Enumerable.Range(0, count).Select(i => $"s{i}") })).Is(status);
    }

    [Fact]
    public async Task A_change_of_settings_is_in_the_audit_with_both_sides()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PatchAsync(Path, """{"mode":"monitor","exempt_surfaces":["webhooks"]}""");

        var entry = (await account.AuditAsync())[0];

        Assert.Equal("settings_changed 2", $"{entry.GetProperty("action")} {entry.GetProperty("version")}");
        Assert.Equal("enforce []", $"{entry.GetProperty("before").GetProperty("settings").GetProperty("mode")} {entry.GetProperty("before").GetProperty("settings").GetProperty("exempt_surfaces")}");
        Assert.Equal("""monitor ["webhooks"]""", $"{entry.GetProperty("after").GetProperty("settings").GetProperty("mode")} {entry.GetProperty("after").GetProperty("settings").GetProperty("exempt_surfaces")}");
    }

    [Theory]
    [InlineData("203.0.113.9", "enforce", true)]
    [InlineData("192.0.2.1", "enforce", false)]
    [InlineData("192.0.2.1", "monitor", true)]
    [InlineData("192.0.2.1", "off", true)]
    [InlineData(null, "enforce", false)]
    [InlineData(null, "off", false)]
    public async Task The_settings_say_whether_the_caller_is_let_in(string? address, string mode, bool isAllowed)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        await account.PatchAsync(Path, new { mode });
        account.Service.Peer = TestAccount.Peer(address);

        var settings = (await account.GetAsync(Path)).Json;

        Assert.Equal(address, settings.GetProperty("your_address").GetString());
        Assert.Equal(isAllowed, settings.GetProperty("your_address_allowed").GetBoolean());
        Assert.Equal(1, settings.GetProperty("rule_count").GetInt32());
    }
}
