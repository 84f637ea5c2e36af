using IpAccess.Http;
using IpAccess.Networks;
using IpAccess.Storage.Caching;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Checks;

/// <summary>The setting <c>protect_management</c>: an account whose own API answers only whom its list lets in.</summary>
public sealed class ManagementAccessTests
{
    private const string Settings = TestAccount.Settings;
    private const string Outside = "192.0.2.1";
    private const string Protect = """{"protect_management":true}""";

    [Theory]
    [MemberData(nameof(Operation.Every), MemberType = typeof(Operation))]
    public async Task From_outside_all_is_blocked_but_checks_reports_and_what_is_not_the_accounts(string name)
    {
        await using var account = await ProtectedAsync();
        var operation = Operation.Of(name);
        var version = await account.VersionAsync();
        account.Service.Peer = TestAccount.Peer(Outside);

        var reply = await SendAsync(account, operation);

        if (operation.Access is Operation.Open or Operation.Operator or Operation.AnyKey or Operation.Anyone or Operation.Proxy or "check" or "snapshot" or "attempts.write")
        {
            // Only a deleted account can come back, which this one is not.
            Assert.True(reply.Status is 200 or 201 or 202 or 204 || (reply.Status == 409 && name == "UndeleteAccount"), reply.Text);
            return;
        }

        AssertBlocked(reply);
        account.Service.Peer = TestAccount.Peer("203.0.113.9");
        Assert.Equal(version, await account.VersionAsync());
    }

    [Theory]
    [MemberData(nameof(Operation.Every), MemberType = typeof(Operation))]
    public async Task From_inside_nothing_is_blocked(string name)
    {
        await using var account = await ProtectedAsync();

        var reply = await SendAsync(account, Operation.Of(name));

        Assert.True(reply.Status is 200 or 201 or 202 or 204 or 404 or 409, reply.Text);
    }

    [Theory]
    [InlineData("enforce", Outside, false)]
    [InlineData("monitor", Outside, true)]
    [InlineData("off", Outside, true)]
    [InlineData("enforce", "203.0.113.200", true)]
    [InlineData("enforce", null, false)]
    [InlineData("monitor", null, true)]
    [InlineData("off", null, true)]
    public async Task Who_is_let_in_is_what_the_list_says_and_an_unknown_address_is_in_no_list(string mode, string? address, bool isLetIn)
    {
        await using var account = await ProtectedAsync();
        await account.PatchAsync(Settings, new { mode });
        account.Service.Peer = TestAccount.Peer(address);

        var reply = await account.GetAsync(Settings);

        Assert.Equal(isLetIn ? 200 : 403, reply.Status);
        Assert.Equal(isLetIn, (await account.GetAsync("/v1/client-address")).Is(200).Json.GetProperty("allowed").GetBoolean());
    }

    [Theory]
    [InlineData("allow", Outside, 200)]
    [InlineData("allow", null, 403)]
    [InlineData("deny", Outside, 403)]
    public async Task An_empty_list_means_what_its_setting_says_but_to_an_unknown_address(string empty, string? address, int status)
    {
        await using var account = await TestAccount.StartAsync();
        await account.PatchAsync(Settings, """{"lockout_guard":false}""");
        await account.PatchAsync(Settings, new { empty_list = empty, protect_management = true });
        account.Service.Peer = TestAccount.Peer(address);

        (await account.GetAsync(Settings)).Is(status);
    }

    [Fact]
    public async Task Without_the_setting_any_address_may_manage_the_account()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        account.Service.Peer = TestAccount.Peer(Outside);

        (await account.GetAsync(Settings)).Is(200);
    }

    [Fact]
    public async Task Whoever_switches_it_on_from_outside_is_blocked_here_at_once_and_there_within_five_seconds()
    {
        var (tables, clock) = (new MemoryTables(), TestService.NewClock());
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var owner = await here.AccountAsync();
        using var other = there.Client(owner.DefaultRequestHeaders.Authorization!.Parameter);
        await owner.CallAsync("PATCH", Settings, """{"lockout_guard":false}""");
        await owner.CallAsync("POST", TestAccount.Rules, "203.0.113.0/24", "text/plain");
        here.Peer = there.Peer = TestAccount.Peer(Outside);
        (await other.CallAsync("GET", Settings)).Is(200);

        var answer = (await owner.CallAsync("PATCH", Settings, Protect)).Is(200);

        Assert.True(answer.Json.GetProperty("protect_management").GetBoolean());
        AssertBlocked(await owner.CallAsync("GET", Settings));
        AssertBlocked(await owner.CallAsync("PATCH", Settings, """{"protect_management":false}"""));
        clock.Advance(TimeSpan.FromSeconds(5));
        AssertBlocked(await other.CallAsync("GET", Settings));
    }

    [Fact]
    public async Task With_the_guard_on_nobody_switches_it_on_from_outside()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        await account.PatchAsync(Settings, """{"lockout_guard":true}""");
        account.Service.Peer = TestAccount.Peer(Outside);

        (await account.Owner.CallAsync("PATCH", Settings, Protect)).IsProblem(409, "would-lock-you-out");
    }

    [Fact]
    public async Task A_recovery_lets_its_address_in_again_until_it_ends()
    {
        await using var account = await ProtectedAsync();
        using var client = account.Service.Client(TestService.OperatorKey);
        account.Service.Peer = TestAccount.Peer(Outside);
        AssertBlocked(await account.GetAsync(Settings));

        (await client.CallAsync("POST", "/v1/accounts/acme/recovery", $$"""{"address":"{{Outside}}","minutes":10}""")).Is(201);

        (await account.GetAsync(Settings)).Is(200);
        account.Service.Clock.Advance(TimeSpan.FromMinutes(10));
        AssertBlocked(await account.GetAsync(Settings));
    }

    [Theory]
    [InlineData(true, false, "203.0.113.9", 200)]
    [InlineData(true, false, "198.51.100.9", 403)]
    [InlineData(false, true, "203.0.113.9", 403)]
    [InlineData(false, true, "198.51.100.9", 200)]
    [InlineData(true, true, "203.0.113.9", 403)]
    [InlineData(true, true, "198.51.100.9", 403)]
    [InlineData(false, false, Outside, 200)]
    public async Task On_behalf_of_a_child_either_account_can_block(bool parent, bool child, string address, int status)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        using var owner = await account.Service.AccountAsync("child", "acme");
        await account.PatchAsync(Settings, new { protect_management = parent });
        (await owner.CallAsync("PATCH", Settings, """{"lockout_guard":false}""")).Is(200);
        (await owner.CallAsync("PATCH", Settings, new { protect_management = child })).Is(200);
        (await owner.CallAsync("POST", TestAccount.Rules, "198.51.100.0/24", "text/plain")).Is(201);
        account.Service.Peer = TestAccount.Peer(address);

        (await account.Owner.CallAsync("GET", Settings, headers: ("on-behalf-of", "child"))).Is(status);
    }

    [Fact]
    public async Task A_bad_key_and_a_missing_scope_are_told_first()
    {
        await using var account = await ProtectedAsync();
        using var producer = await account.Service.KeyAsync(account.Owner, new { role = "producer" });
        using var nobody = account.Service.Client("ipa_wrong");
        account.Service.Peer = TestAccount.Peer(Outside);

        (await producer.CallAsync("GET", Settings)).IsProblem(403, "forbidden");
        (await nobody.CallAsync("GET", Settings)).IsProblem(401, "unauthorized");
        (await account.Owner.CallAsync("GET", Settings, headers: ("on-behalf-of", "nobody"))).IsProblem(403, "forbidden");
    }

    [Fact]
    public async Task With_storage_away_memory_blocks_for_a_minute_and_then_nobody_knows()
    {
        await using var account = await ProtectedAsync();
        account.Service.Peer = TestAccount.Peer(Outside);
        AssertBlocked(await account.GetAsync(Settings));
        account.Service.Tables.IsAway = true;

        account.Service.Clock.Advance(TimeSpan.FromSeconds(60));
        AssertBlocked(await account.GetAsync(Settings));
        account.Service.Clock.Advance(TimeSpan.FromSeconds(1));
        (await account.GetAsync(Settings)).IsProblem(503, "storage-unavailable");
    }

    [Theory]
    [InlineData(true, Admission.Blocked)]
    [InlineData(false, Admission.Granted)]
    public async Task What_memory_says_counts_for_a_minute_also_where_the_key_is_fresh(bool isProtected, object admission)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        await account.PatchAsync(Settings, new { protect_management = isProtected });
        Assert.Equal(admission, await AskAsync(account, "acme"));
        account.Service.Tables.IsAway = true;

        account.Service.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(admission, await AskAsync(account, "acme"));
        account.Service.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Admission.Unknown, await AskAsync(account, "acme"));
    }

    [Fact]
    public async Task An_account_that_is_not_there_admits_nobody()
    {
        await using var account = await TestAccount.StartAsync();

        Assert.Equal(Admission.NoAccount, await AskAsync(account, "nobody"));
    }

    private static async Task<TestAccount> ProtectedAsync()
    {
        var account = await TestAccount.StartAsync("203.0.113.0/24");
        await account.PatchAsync(Settings, Protect);
        return account;
    }

    private static async Task<Admission> AskAsync(TestAccount account, string id)
    {
        var client = new ClientAddress(Address.IPv4(0xC000_0201), ClientAddressOptions.Connection, []);
        var access = account.Service.Services.GetRequiredService<IManagementAccess>();
        return await access.AskAsync(new(id, "key", client, "request", Freshness.Fresh), default);
    }

    private static async Task<Reply> SendAsync(TestAccount account, Operation operation)
    {
        using var client = operation.Access switch
        {
            Operation.Open => account.Service.Client(),
            Operation.Operator => account.Service.Client(TestService.OperatorKey),
            _ => account.Service.Client(account.Owner.DefaultRequestHeaders.Authorization!.Parameter),
        };
        using var request = operation.ToRequest();
        if (operation.Access == Operation.Proxy)
        {
            request.Headers.Add("X-IpAccess-Key", client.DefaultRequestHeaders.Authorization!.Parameter);
            request.Headers.Add("X-IpAccess-Client", "203.0.113.9");
        }

        using var response = await client.SendAsync(request);
        return await Reply.OfAsync(response);
    }

    private static void AssertBlocked(Reply reply) => Assert.Equal(
        $$"""{"type":"resource_forbidden","status":403,"request_id":"{{reply.Header("X-Request-Id")}}","errors":[{"code":"forbidden","message":"Unauthorized"}]}""",
        reply.Is(403).Text);
}
