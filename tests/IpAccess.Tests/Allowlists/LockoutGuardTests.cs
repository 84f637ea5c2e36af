using System.Collections.Immutable;
using System.Text.Json;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.Tests.Allowlists;

public sealed class LockoutGuardTests
{
    private const string Settings = TestAccount.Settings;
    private const string Other = "198.51.100.1";
    private static readonly ImmutableList<(string Network, bool Counts)?> Start =
        [("198.51.100.0/24", true), ("203.0.113.0/24", true), ("203.0.113.0/24", false)];

    private static readonly (bool Guard, string Mode, string EmptyList)[] States =
    [
        .. from guard in (bool[])[true, false]
           from mode in (string[])["enforce", "monitor", "off"]
           from empty in (string[])["allow", "deny"]
           select (guard, mode, empty),
    ];

    public static TheoryData<string, string?> Cases
    {
        get
        {
            var cases = new TheoryData<string, string?>();
            foreach (var write in GuardedWrite.All.Keys)
            {
                cases.Add(write, "203.0.113.9");
                cases.Add(write, "192.0.2.1");
                cases.Add(write, null);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_write_is_refused_exactly_where_it_would_lock_its_caller_out(string kind, string? address)
    {
        var write = GuardedWrite.All[kind];
        await using var service = await TestService.StartAsync();
        for (var i = 0; i < States.Length; i++)
        {
            var list = new GuardedList(States[i].Guard, States[i].Mode, States[i].EmptyList, write.StartsEmpty ? [] : Start);
            if (list is not { Guard: true, Mode: "enforce", EmptyList: "deny" } || !write.StartsEmpty)
            {
                await AssertAsync(service, $"a{i}", list, write, address);
            }
        }
    }

    [Theory]
    [InlineData("203.0.113.9")]
    [InlineData("192.0.2.1")]
    [InlineData(null)]
    public async Task Switching_the_guard_off_is_always_accepted(string? address)
    {
        await using var service = await TestService.StartAsync();
        foreach (var (_, mode, empty) in States.Where(state => state.Guard))
        {
            using var owner = await SetUpAsync(service, $"{mode}-{empty}", new(Guard: true, mode, empty, Start));
            service.Peer = TestAccount.Peer(address);

            var reply = (await owner.CallAsync("PATCH", Settings, """{"lockout_guard":false}""")).Is(200);

            Assert.False(reply.Json.GetProperty("lockout_guard").GetBoolean());
            var audit = (await owner.CallAsync("GET", "/v1/audit")).Json.GetProperty("entries")[0];
            Assert.Equal("settings_changed", audit.GetProperty("action").GetString());
            Assert.False(audit.GetProperty("after").GetProperty("settings").GetProperty("lockout_guard").GetBoolean());
        }
    }

    [Fact]
    public async Task The_refusal_tells_the_address_and_nothing_is_written()
    {
        await using var account = await TestAccount.StartAsync();

        var known = await account.PostAsync(TestAccount.Rules, """{"rules":[{"value":"198.51.100.0/24"}]}""");
        account.Service.Peer = null;
        var unknown = await account.PostAsync(TestAccount.Rules, """{"rules":[{"value":"198.51.100.0/24"}]}""");

        Assert.Equal("203.0.113.9", known.IsProblem(409, "would-lock-you-out").Json.GetProperty("your_address").GetString());
        Assert.Equal(JsonValueKind.Null, unknown.IsProblem(409, "would-lock-you-out").Json.GetProperty("your_address").ValueKind);
        Assert.Equal(["type", "title", "status", "detail", "request_id", "your_address"], known.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(1, await account.VersionAsync());
        Assert.Single(await account.AuditAsync());
    }

    [Fact]
    public async Task The_guard_looks_at_the_real_caller_of_a_child_account()
    {
        await using var account = await TestAccount.StartAsync();
        using var child = await account.Service.AccountAsync("child", "acme");
        (string, string) behalf = ("on-behalf-of", "child");

        var refused = await account.Owner.CallAsync("POST", TestAccount.Rules, """{"rules":[{"value":"198.51.100.0/24"}]}""", headers: behalf);
        var accepted = await account.Owner.CallAsync("POST", TestAccount.Rules, """{"rules":[{"value":"203.0.113.9"}]}""", headers: behalf);

        refused.IsProblem(409, "would-lock-you-out");
        accepted.Is(201);
        Assert.Equal("203.0.113.9", (await child.CallAsync("GET", "/v1/audit")).Json.GetProperty("entries")[0].GetProperty("actor").GetProperty("address").GetString());
    }

    [Theory]
    [InlineData("203.0.113.9", true, """[{"value":"203.0.113.0/24","expires_at":"2026-11-22T13:00:00Z"}]""", "2026-11-22T13:00:00Z")]
    [InlineData("203.0.113.9", true, """[{"value":"203.0.113.0/24","expires_at":"2026-11-22T13:00:00Z"},{"value":"203.0.113.9","expires_at":"2026-11-22T15:00:00Z"}]""", "2026-11-22T15:00:00Z")]
    [InlineData("203.0.113.9", true, """[{"value":"203.0.113.0/24","expires_at":"2026-11-22T13:00:00Z"},{"value":"203.0.113.9"}]""", null)]
    [InlineData("203.0.113.9", true, """[{"value":"203.0.113.9"},{"value":"10.0.0.1","expires_at":"2026-11-22T13:00:00Z"}]""", null)]
    [InlineData("203.0.113.9", false, """[{"value":"203.0.113.0/24","expires_at":"2026-11-22T13:00:00Z"}]""", null)]
    public async Task An_expiry_that_would_lock_the_caller_out_later_is_a_warning(string address, bool guard, string rules, string? until)
    {
        await using var account = await TestAccount.StartAsync();
        account.Service.Peer = TestAccount.Peer(address);
        await account.PatchAsync(Settings, new { lockout_guard = guard });

        var reply = (await account.PostAsync(TestAccount.Rules, $$"""{"rules":{{rules}}}""")).Is(201).Json;

        if (until is null)
        {
            Assert.False(reply.TryGetProperty("warnings", out _));
        }
        else
        {
            var warning = Assert.Single(reply.GetProperty("warnings").EnumerateArray());
            Assert.Equal("expires_on_you", warning.GetProperty("code").GetString());
            Assert.Contains(until, warning.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_expiry_set_by_a_patch_or_a_replacement_is_a_warning_too()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.9");

        var patched = await account.PatchAsync(TestAccount.Rules + "/1", """{"expires_at":"2026-11-22T13:00:00Z"}""");
        var replaced = await account.Owner.CallAsync(
            "PUT", TestAccount.Rules, """{"rules":[{"value":"203.0.113.9","expires_at":"2026-11-22T14:00:00Z"}]}""", headers: ("If-Match", "*"));

        Assert.Single(patched.Json.GetProperty("warnings").EnumerateArray());
        Assert.Single(replaced.Is(200).Json.GetProperty("warnings").EnumerateArray());
    }

    [Fact]
    public async Task A_list_that_has_locked_its_caller_out_by_time_takes_no_write_from_there()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PostAsync(TestAccount.Rules, """{"rules":[{"value":"203.0.113.9","expires_at":"2026-11-22T13:00:00Z"}]}""");
        account.Service.Clock.Advance(TimeSpan.FromHours(1));

        (await account.PostAsync(TestAccount.Rules, """{"rules":[{"value":"10.0.0.1"}]}""")).IsProblem(409, "would-lock-you-out");
        (await account.PostAsync(TestAccount.Rules, """{"rules":[{"value":"203.0.113.0/24"}]}""")).Is(201);
    }

    private static async Task AssertAsync(TestService service, string account, GuardedList before, GuardedWrite write, string? address)
    {
        using var owner = await SetUpAsync(service, account, before);
        var start = (await owner.CallAsync("GET", Settings)).ETag;
        service.Peer = TestAccount.Peer(address);

        var reply = await owner.CallAsync(write.Method, write.Path, write.Body, headers: ("If-Match", "*"));

        var after = write.Make(before);
        var isWrite = write.ChangesMore || before != after;
        var isRefused = isWrite && (before.Guard || after.Guard) && after.Mode == "enforce" && !after.LetsIn(address);
        var state = $"guard {before.Guard}, {before.Mode}, empty is {before.EmptyList}: {reply.Status} {reply.Text}";
        Assert.True(isRefused ? reply.Status == 409 : reply.Status is 200 or 201 or 204, state);
        Assert.True((isWrite && !isRefused) == (start != (await owner.CallAsync("GET", Settings)).ETag), state);
        if (isRefused)
        {
            Assert.Equal(address, reply.IsProblem(409, "would-lock-you-out").Json.GetProperty("your_address").GetString());
        }
    }

    private static async Task<HttpClient> SetUpAsync(TestService service, string account, GuardedList list)
    {
        service.Peer = TestAccount.Peer(Other);
        var owner = await service.AccountAsync(account);
        await owner.CallAsync("PATCH", Settings, """{"lockout_guard":false}""");
        (await owner.CallAsync("PATCH", Settings, new { mode = list.Mode, empty_list = list.EmptyList })).Is(200);
        if (list.Rules.Count > 0)
        {
            (await owner.CallAsync("POST", TestAccount.Rules, """{"rules":[{"value":"198.51.100.0/24"},{"value":"203.0.113.0/24"},{"value":"203.0.113.9","enabled":false}]}""")).Is(201);
        }

        (await owner.CallAsync("PATCH", Settings, new { lockout_guard = list.Guard })).Is(200);
        return owner;
    }
}
