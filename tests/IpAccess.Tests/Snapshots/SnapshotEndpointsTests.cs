using IpAccess.Networks;
using IpAccess.Snapshots;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Snapshots;

/// <summary>What <c>GET /v1/snapshot</c> promises to apps that decide for themselves.</summary>
public sealed class SnapshotEndpointsTests
{
    private const string Path = "/v1/snapshot";
    private readonly MemoryTables tables = new();
    private readonly FakeTimeProvider clock = TestService.NewClock();

    [Fact]
    public async Task An_app_decides_from_it_as_the_service_does_when_it_is_asked()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32", "192.0.2.7");
        await account.PostAsync(TestAccount.Rules, new { rules = new[] { new { value = "198.51.100.0/24", expires_at = "2026-11-22T12:30:00Z" } } });
        var broad = (await account.RulesAsync("covers=10.1.2.3"))[0].GetProperty("id").GetInt64();
        await account.PatchAsync($"{TestAccount.Rules}/{broad}", """{"enabled":false}""");
        await account.PatchAsync(TestAccount.Settings, """{"exempt_surfaces":["smtp"]}""");
        await RecoverAsync(account.Service, "203.0.113.77");
        using var app = await account.Service.KeyAsync(account.Owner, new { role = "app" });
        string[] addresses = ["10.1.2.3", "10.2.2.3", "192.0.2.7", "192.0.2.8", "198.51.100.9", "2001:db8::1", "2001:db9::1", "203.0.113.77"];

        foreach (var mode in new[] { "enforce", "monitor", "off" })
        {
            await account.PatchAsync(TestAccount.Settings, new { mode });
            var snapshot = (await GetAsync(app)).Snapshot!;

            // The last of them lies behind the end of a rule and of the recovery: nothing has to be fetched for that.
            foreach (var minutes in new[] { 0, 60 })
            {
                account.Service.Clock.Advance(TimeSpan.FromMinutes(minutes));
                foreach (var (address, surface) in addresses.SelectMany(address => new[] { (address, "api"), (address, "smtp") }))
                {
                    var asked = await app.ReadAsync($"/v1/check?ip={address}&surface={surface}");
                    var now = account.Service.Clock.GetUtcNow().ToUnixTimeSeconds();
                    Assert.True(NetworkText.TryParseAddress(address, out var client));
                    var decided = snapshot.At(now).Decide(client, surface, now);
                    Assert.Equal(
                        (asked.GetProperty("allowed").GetBoolean(), asked.GetProperty("reason").GetString(), RuleOf(asked)),
                        (decided.Allowed, Spelled(decided.Reason), decided.Rule?.Id));
                }
            }
        }
    }

    [Fact]
    public async Task It_tells_whose_it_is_which_version_and_since_when_it_holds()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8");
        account.Service.Clock.Advance(TimeSpan.FromMilliseconds(1_500));

        var got = await GetAsync(account.Owner);

        Assert.Equal(200, got.Status);
        Assert.Equal("application/vnd.ipaccess.snapshot", got.Header("Content-Type"));
        Assert.Equal("no-cache, private", got.Header("Cache-Control"));
        Assert.Equal(("3", "2026-11-22T12:00:01Z"), (got.Header("X-IpAccess-Version"), got.Header("X-IpAccess-As-Of")));
        Assert.Equal(("acme", 3), (got.Snapshot!.Account, got.Snapshot.Version));
        Assert.Equal(account.Service.Clock.GetUtcNow().ToUnixTimeMilliseconds(), got.Snapshot.AsOf);
        Assert.Equal(got.ETag, $"\"{got.Snapshot.Identity}\"");
    }

    [Fact]
    public async Task Whoever_has_it_is_told_so_and_as_of_when()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8");
        var etag = (await GetAsync(account.Owner)).ETag!;
        account.Service.Clock.Advance(TimeSpan.FromSeconds(30));

        foreach (var known in new[] { etag, $"W/{etag}", $"\"a\", {etag}", $"\"a,b\" , W/\"c\",{etag}", "*" })
        {
            var got = await GetAsync(account.Owner, ("If-None-Match", known));
            Assert.Equal((304, 0), (got.Status, got.Body.Length));
            Assert.Equal((etag, "no-cache, private"), (got.ETag, got.Header("Cache-Control")));
            Assert.Equal(("3", "2026-11-22T12:00:30Z"), (got.Header("X-IpAccess-Version"), got.Header("X-IpAccess-As-Of")));
        }

        foreach (var unknown in new[] { "\"a\"", "\"3\"", etag.Trim('"'), $"{etag} x", string.Empty })
        {
            Assert.Equal(200, (await GetAsync(account.Owner, ("If-None-Match", unknown))).Status);
        }
    }

    [Fact]
    public async Task HEAD_tells_the_length_and_gives_no_body()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8");
        var got = await GetAsync(account.Owner);
        using var request = new HttpRequestMessage(HttpMethod.Head, Path);

        using var response = await account.Owner.SendAsync(request);

        Assert.Equal(got.Body.Length, response.Content.Headers.ContentLength);
        Assert.Equal(got.ETag, response.Headers.ETag!.ToString());
    }

    [Fact]
    public async Task What_does_not_touch_decisions_leaves_its_tag_alone()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8");
        var before = await GetAsync(account.Owner);

        using var key = await account.Service.KeyAsync(account.Owner, new { role = "viewer" });
        await account.PatchAsync(TestAccount.Settings, """{"mode":"enforce"}""");
        account.Service.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(before.ETag, (await GetAsync(account.Owner)).ETag);
    }

    [Fact]
    public async Task Every_change_that_decisions_see_gives_it_another_tag()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8", "203.0.113.0/24");
        var tags = new List<string> { (await GetAsync(account.Owner)).ETag! };

        async Task AddTagAsync() => tags.Add((await GetAsync(account.Owner)).ETag!);

        await account.PasteAsync("10.0.0.1");
        await AddTagAsync();
        await account.PatchAsync(TestAccount.Settings, """{"mode":"monitor"}""");
        await AddTagAsync();
        await account.PatchAsync(TestAccount.Settings, """{"mode":"enforce"}""");
        await AddTagAsync();
        await RecoverAsync(account.Service, "203.0.113.77");
        await AddTagAsync();
        (await account.PostAsync($"{TestAccount.Rules}?confirm_within=5", new { rules = new[] { new { value = "10.0.0.2" } } })).Is(201);
        await AddTagAsync();
        var version = await account.VersionAsync();
        (await account.PostAsync($"/v1/allowlist/versions/{version}/confirm", string.Empty)).Is(200);
        await AddTagAsync();

        Assert.Equal(7, tags.Distinct().Count());
    }

    [Fact]
    public async Task Two_lists_with_the_same_number_have_two_tags()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8");
        await using var other = await TestAccount.StartAsync("10.0.0.0/9");
        var (one, another) = (await GetAsync(account.Owner), await GetAsync(other.Owner));

        Assert.Equal(one.Header("X-IpAccess-Version"), another.Header("X-IpAccess-Version"));
        Assert.NotEqual(one.ETag, another.ETag);
    }

    [Fact]
    public async Task A_change_made_elsewhere_is_in_it_at_once_whatever_memory_holds()
    {
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var owner = await here.AccountAsync();
        using var other = there.Client(owner.DefaultRequestHeaders.Authorization!.Parameter);
        for (var i = 0; i < 5; i++)
        {
            await other.ReadAsync("/v1/check?ip=192.0.2.1");
            var before = await GetAsync(other);

            (await owner.CallAsync("POST", TestAccount.Rules, $"203.0.113.9\n10.0.0.{i}", "text/plain")).Is(201);

            var got = await GetAsync(other, ("If-None-Match", before.ETag!));
            Assert.Equal((200, 2 + i), (got.Status, got.Snapshot!.Version));
            Assert.Equal(2 + i, got.Snapshot.State.RuleCount);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_version_that_nobody_confirms_stops_to_decide_in_its_second_whoever_is_away_then(bool isSetting)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        var reply = isSetting
            ? await account.PatchAsync($"{TestAccount.Settings}?confirm_within=1", """{"mode":"off"}""")
            : await account.PostAsync($"{TestAccount.Rules}?confirm_within=1", new { rules = new[] { new { value = "10.0.0.1" } } });
        Assert.InRange(reply.Status, 200, 201);
        var got = await GetAsync(account.Owner);
        var end = account.Service.Clock.GetUtcNow().ToUnixTimeSeconds() + 60;

        Assert.Equal((4, 3), (got.Snapshot!.Version, got.Snapshot.Reverts!.State.Version));
        Assert.Equal(end, got.Snapshot.Reverts.At);
        Assert.True(IsAllowed(got.Snapshot, end - 1));
        Assert.False(IsAllowed(got.Snapshot, end));

        account.Service.Clock.Advance(TimeSpan.FromSeconds(60));
        var over = await GetAsync(account.Owner, ("If-None-Match", got.ETag!));
        Assert.Equal((200, 3, true), (over.Status, over.Snapshot!.Version, over.Snapshot.Reverts is null));
        Assert.False(IsAllowed(over.Snapshot, end));
    }

    [Fact]
    public async Task With_storage_away_it_is_refused_whatever_memory_holds()
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await service.AccountAsync();
        var before = await GetAsync(owner);
        await owner.ReadAsync("/v1/check?ip=192.0.2.1");
        service.Tables.IsAway = true;

        (await owner.CallAsync("GET", Path)).IsProblem(503, "storage-unavailable");
        var known = await owner.CallAsync("GET", Path, headers: ("If-None-Match", before.ETag!));
        known.IsProblem(503, "storage-unavailable");
        Assert.Null(known.ETag);
        Assert.Null(known.Header("X-IpAccess-As-Of"));

        service.Tables.IsAway = false;
        Assert.Equal(304, (await GetAsync(owner, ("If-None-Match", before.ETag!))).Status);
    }

    [Fact]
    public async Task A_poll_without_news_reads_one_row_and_one_with_news_reads_pages_once_for_all()
    {
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var owner = await here.AccountAsync();
        (await owner.CallAsync("POST", TestAccount.Rules, "203.0.113.9\n10.0.0.1", "text/plain")).Is(201);
        using var other = there.Client(owner.DefaultRequestHeaders.Authorization!.Parameter);
        var etag = (await GetAsync(owner)).ETag!;
        await GetAsync(other, ("If-None-Match", etag));

        Assert.Equal(1, await OperationsAsync(there, async () => Assert.Equal(304, (await GetAsync(other, ("If-None-Match", etag))).Status)));
        Assert.Equal(101, await OperationsAsync(there, () => Task.WhenAll(Enumerable.Range(0, 100).Select(_ => GetAsync(other)))));
        Assert.Equal(1, await OperationsAsync(there, () => GetAsync(other)));
    }

    [Fact]
    public async Task A_key_of_a_proxy_gets_none()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8");
        using var proxy = await account.Service.KeyAsync(account.Owner, new { role = "enforcer" });

        (await proxy.CallAsync("GET", Path)).IsProblem(403, "forbidden");
    }

    private static async Task<int> OperationsAsync(TestService service, Func<Task> work)
    {
        // Who polls is noted behind the answers, in a table of its own.
        var count = 0;
        service.Tables.BeforeRead = (table, _) => Task.FromResult(table == TableNames.Enforcers ? 0 : Interlocked.Increment(ref count));
        await work();
        service.Tables.BeforeRead = (_, _) => Task.CompletedTask;
        return count;
    }

    private static bool IsAllowed(Snapshot snapshot, long now) => snapshot.At(now).Decide(Address.IPv4(0x0a000001), null, now).Allowed;

    private static long? RuleOf(System.Text.Json.JsonElement asked) =>
        asked.GetProperty("rule") is { ValueKind: System.Text.Json.JsonValueKind.Object } rule ? rule.GetProperty("id").GetInt64() : null;

    private static string Spelled(Enum reason) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    private static async Task RecoverAsync(TestService service, string address)
    {
        using var client = service.Client(TestService.OperatorKey);
        Assert.InRange((await client.CallAsync("POST", "/v1/accounts/acme/recovery", new { address, minutes = 60 })).Status, 200, 201);
    }

    private static async Task<Got> GetAsync(HttpClient client, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request);
        var reply = await Reply.OfAsync(response);
        return new(reply.Status, await response.Content.ReadAsByteArrayAsync(), reply.Headers);
    }

    private sealed record Got(int Status, byte[] Body, IReadOnlyDictionary<string, string> Headers)
    {
        public Snapshot? Snapshot { get; } = Status == 200 ? SnapshotFormat.Read(Body) : null;

        public string? ETag => Header("ETag");

        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }
}
