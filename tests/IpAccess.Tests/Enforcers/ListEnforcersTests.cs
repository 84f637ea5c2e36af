using System.Text.Json;
using IpAccess.Enforcers.Sightings;
using IpAccess.Maintenance;
using IpAccess.Networks;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Enforcers;

/// <summary>What <c>GET /v1/enforcers</c> shows.</summary>
public sealed class ListEnforcersTests
{
    private const string Path = "/v1/enforcers";

    [Fact]
    public async Task Nobody_enforces_a_new_list()
    {
        await using var account = await TestAccount.StartAsync();

        Assert.Equal("""{"enforcers":[],"next_cursor":null}""", (await account.GetAsync(Path)).Is(200).Text);
    }

    [Fact]
    public async Task Each_is_shown_with_all_that_is_known_of_it()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.0/24");
        await SeenAsync(account, new("acme", "k1", "web-1", EnforcerKind.App, 1, Address.IPv4(0xCB007109)));
        await SeenAsync(account, new("acme", "k2", "k2", EnforcerKind.Proxy, 2, default));
        account.Service.Clock.Advance(TimeSpan.FromSeconds(5));
        await SeenAsync(account, new("acme", "k3", "edge", EnforcerKind.Firewall, null, Address.IPv6((UInt128)0x20010DB8 << 96)));

        var at = account.Service.Clock.GetUtcNow();
        Assert.InRange(at, TestService.NewClock().GetUtcNow(), TestService.NewClock().GetUtcNow().AddSeconds(59));
        Assert.Equal(
            [
                """{"name":"edge","kind":"firewall","key":"k3","applied_version":null,"behind":null,"last_seen":*,"address":"2001:db8::"}""",
                """{"name":"web-1","kind":"app","key":"k1","applied_version":1,"behind":1,"last_seen":*,"address":"203.0.113.9"}""",
                """{"name":"k2","kind":"proxy","key":"k2","applied_version":2,"behind":0,"last_seen":*,"address":null}""",
            ],
            (await ListAsync(account)).Select(each => each.GetRawText().Replace(each.GetProperty("last_seen").GetRawText(), "*", StringComparison.Ordinal)));
        Assert.All(await ListAsync(account), each => Assert.StartsWith("2026-11-22T12:00:", each.GetProperty("last_seen").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_app_that_has_stopped_falls_further_behind_with_each_change_of_the_list()
    {
        await using var account = await TestAccount.StartAsync();
        await SeenAsync(account, App("running", 1));
        await SeenAsync(account, App("stopped", 1));
        Assert.Equal(["running 0", "stopped 0"], await BehindAsync(account));

        for (var version = 2; version <= 4; version++)
        {
            await account.PasteAsync(version == 2 ? "203.0.113.0/24" : $"192.0.2.{version}");
            await SeenAsync(account, App("running", version));
            Assert.Equal([$"stopped {version - 1}", "running 0"], await BehindAsync(account));
        }

        var (stopped, running) = ((await ListAsync(account))[0], (await ListAsync(account))[1]);
        Assert.True(string.CompareOrdinal(stopped.GetProperty("last_seen").GetString(), running.GetProperty("last_seen").GetString()) <= 0);
        await SeenAsync(account, App("stopped", 4));
        Assert.Equal(["running 0", "stopped 0"], await BehindAsync(account));
    }

    [Fact]
    public async Task A_version_that_is_not_there_yet_counts_as_not_known()
    {
        await using var account = await TestAccount.StartAsync();
        await SeenAsync(account, App("liar", 2));
        await SeenAsync(account, App("honest", 1));

        Assert.Equal(["liar ?", "honest 0"], await BehindAsync(account));
        Assert.Equal(JsonValueKind.Null, (await ListAsync(account))[0].GetProperty("applied_version").ValueKind);
        await account.PasteAsync("203.0.113.0/24");
        Assert.Equal(["honest 1", "liar 0"], await BehindAsync(account));
    }

    [Fact]
    public async Task Pages_show_each_once_though_the_list_changes_in_between()
    {
        await using var account = await TestAccount.StartAsync();
        for (var version = 2; version <= 5; version++)
        {
            await account.PasteAsync(version == 2 ? "203.0.113.0/24" : $"192.0.2.{version}");
        }

        for (var i = 0; i < 25; i++)
        {
            await SeenAsync(account, App($"web-{i:d2}", i % 6 == 0 ? null : i % 6), wait: i == 24);
        }

        var whole = await BehindAsync(account);
        var paged = new List<string>();
        for (var path = $"{Path}?limit=4"; path is not null;)
        {
            var page = (await account.GetAsync(path)).Is(200).Json;
            paged.AddRange(page.GetProperty("enforcers").EnumerateArray().Select(each => each.GetProperty("name").GetString()!));
            path = page.GetProperty("next_cursor").GetString() is { } cursor ? $"{Path}?limit=4&cursor={cursor}" : null;
            await account.PasteAsync($"198.51.100.{paged.Count}");
        }

        Assert.Equal(25, whole.Count);
        Assert.Equal(whole.Select(each => each.Split(' ')[0]), paged);
        Assert.Equal(["?", "4", "3", "2", "1", "0"], whole.Select(each => each.Split(' ')[1]).Distinct());
    }

    [Theory]
    [InlineData("v1/enforcers", "acme", "1")]
    [InlineData("v1/enforcers", "acme", "1-k1")]
    [InlineData("v1/enforcers", "acme", "x-k1-web")]
    [InlineData("v1/enforcers", "acme", "01-k1-web")]
    [InlineData("v1/enforcers", "acme", "1-k1-w b")]
    [InlineData("v1/enforcers", "other", "1-k1-web")]
    [InlineData("v1/audit", "acme", "1-k1-web")]
    public async Task A_cursor_of_something_else_is_refused(string route, string of, string position)
    {
        await using var account = await TestAccount.StartAsync();
        var cursor = IpAccess.Http.Messages.Cursor.Write(route, of, position);

        (await account.GetAsync($"{Path}?cursor={cursor}")).IsProblem(400, "invalid-request");
        Assert.Empty(
            (await account.GetAsync($"{Path}?cursor={IpAccess.Http.Messages.Cursor.Write("v1/enforcers", "acme", "1-k1-web")}")).Is(200).Json
                .GetProperty("enforcers").EnumerateArray());
    }

    [Fact]
    public async Task The_enforcers_of_a_child_are_the_childs_and_its_parent_may_see_them()
    {
        await using var account = await TestAccount.StartAsync();
        using var child = await account.Service.AccountAsync("child", "acme");
        await SeenAsync(account, App("web-1", 1) with { Account = "child" });

        var (own, ofChild) = (await account.GetAsync(Path), await account.Owner.CallAsync("GET", Path, headers: ("on-behalf-of", "child")));

        Assert.Empty(own.Is(200).Json.GetProperty("enforcers").EnumerateArray());
        Assert.Equal("web-1", Assert.Single(ofChild.Is(200).Json.GetProperty("enforcers").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(ofChild.Text, (await child.CallAsync("GET", Path)).Text);
    }

    [Fact]
    public async Task Whoever_uses_a_key_that_was_revoked_stays_until_it_is_forgotten()
    {
        await using var account = await TestAccount.StartAsync();
        var key = (await account.PostAsync("/v1/keys", """{"role":"app"}""")).Is(201).Json.GetProperty("id").GetString()!;
        await SeenAsync(account, App("web-1", 1) with { Key = key });
        (await account.Owner.CallAsync("DELETE", $"/v1/keys/{key}")).Is(204);
        await account.PasteAsync("203.0.113.0/24");
        Assert.Equal(["web-1 1"], await BehindAsync(account));

        account.Service.Clock.Advance(TimeSpan.FromDays(29));
        await account.Service.Services.GetRequiredService<MaintenanceOperations>().RunMaintenanceAsync(CancellationToken.None);
        Assert.Equal(["web-1 1"], await BehindAsync(account));
        account.Service.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await BehindAsync(account));
        await account.Service.Services.GetRequiredService<MaintenanceOperations>().RunMaintenanceAsync(CancellationToken.None);

        Assert.Equal(["names"], await RowsAsync(account.Service, "acme"));
    }

    [Fact]
    public async Task An_account_that_is_emptied_leaves_none_behind()
    {
        await using var account = await TestAccount.StartAsync();
        await SeenAsync(account, App("web-1", 1));
        using (var operatorClient = account.Service.Client(TestService.OperatorKey))
        {
            (await operatorClient.CallAsync("DELETE", "/v1/accounts/acme")).Is(204);
        }

        Assert.NotEmpty(await RowsAsync(account.Service, "acme"));
        account.Service.Clock.Advance(TimeSpan.FromDays(15));
        await account.Service.Services.GetRequiredService<MaintenanceOperations>().RunMaintenanceAsync(CancellationToken.None);

        Assert.Empty(await RowsAsync(account.Service, "acme"));
        using var anew = await account.Service.AccountAsync();
        Assert.Equal("""{"enforcers":[],"next_cursor":null}""", (await anew.CallAsync("GET", Path)).Text);
    }

    [Fact]
    public async Task Whichever_instance_saw_it_every_one_shows_it()
    {
        var (tables, clock) = (new MemoryTables(), TestService.NewClock());
        await using var one = await TestService.StartAsync(tables, clock);
        await using var two = await TestService.StartAsync(tables, clock);
        using var owner = await one.AccountAsync();
        var key = owner.DefaultRequestHeaders.Authorization!.Parameter!;
        two.Services.GetRequiredService<IEnforcerLog>().Seen(App("web-1", 1));
        await UntilAsync(one, async () => (await RowsAsync(one, "acme")).Any());

        using var there = two.Client(key);
        var (here, other) = ((await owner.CallAsync("GET", Path)).Is(200).Text, (await there.CallAsync("GET", Path)).Is(200).Text);

        Assert.Equal(here, other);
        Assert.Contains("web-1", here, StringComparison.Ordinal);
    }

    private static EnforcerSighting App(string name, long? applied) => new("acme", "k1", name, EnforcerKind.App, applied, default);

    /// <summary>Somebody is seen, and that is noted.</summary>
    private static async Task SeenAsync(TestAccount account, EnforcerSighting sighting, bool wait = true)
    {
        account.Service.Services.GetRequiredService<IEnforcerLog>().Seen(sighting);
        if (wait)
        {
            await UntilAsync(account.Service, async () => await IsNotedAsync(account.Service, sighting));
        }
    }

    private static async Task<bool> IsNotedAsync(TestService service, EnforcerSighting sighting) =>
        await Table(service).FindAsync(sighting.Account, $"{sighting.Key}-{sighting.Name}", CancellationToken.None) is { } row
        && row.GetInt64("Applied") == sighting.Applied;

    private static async Task UntilAsync(TestService service, Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            service.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    private static IRowTable Table(TestService service) =>
        service.Services.GetRequiredService<ITables>().Open(TableNames.Enforcers, StorageTimeout.ForOperations);

    private static async Task<IEnumerable<string>> RowsAsync(TestService service, string account) =>
        (await Table(service).ReadAsync(account, RowRange.WithPrefix(string.Empty), [], CancellationToken.None).ToListAsync()).Select(row => row.RowKey);

    private static async Task<List<JsonElement>> ListAsync(TestAccount account) =>
        [.. (await account.GetAsync($"{Path}?limit=1000")).Is(200).Json.GetProperty("enforcers").EnumerateArray()];

    /// <summary>Each with how far it is behind.</summary>
    private static async Task<List<string>> BehindAsync(TestAccount account) => (await ListAsync(account)).ConvertAll(each =>
        $"{each.GetProperty("name")} {(each.GetProperty("behind") is { ValueKind: JsonValueKind.Number } behind ? behind.GetRawText() : "?")}");
}
