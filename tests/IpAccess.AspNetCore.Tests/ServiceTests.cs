using IpAccess.AspNetCore.Deciding;
using IpAccess.AspNetCore.Tests.Scenes;
using IpAccess.Networks;
using IpAccess.Testing.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.AspNetCore.Tests;

/// <summary>Apps beside the real service, in this process, all on one clock.</summary>
public sealed class ServiceTests
{
    private const string Mine = "203.0.113.9";
    private const string Listed = "198.51.100.20";

    [Fact]
    public async Task A_removal_blocks_within_five_seconds_in_three_running_apps()
    {
        await using var account = await TestAccount.StartAsync("198.51.100.0/24", Mine);
        await using var first = await StartAsync(account, "first");
        await using var second = await StartAsync(account, "second");
        await using var third = await StartAsync(account, "third");
        GuardedApp[] apps = [first, second, third];
        Assert.All(await StatusesAsync(apps), status => Assert.Equal(200, status));

        var id = (await account.RulesAsync()).Single(rule => rule.GetProperty("network").GetString() == "198.51.100.0/24").GetProperty("id").GetInt64();
        (await account.Owner.CallAsync("DELETE", $"{TestAccount.Rules}/{id}")).Is(204);
        await PassAsync(account, 5);

        Assert.All(await StatusesAsync(apps), status => Assert.Equal(403, status));
        Assert.All(apps, app => Assert.Empty(app.Troubles));
    }

    [Fact]
    public async Task A_revoked_key_decides_no_longer_than_the_list_may_be_old_and_never_lets_everybody_in()
    {
        await using var account = await TestAccount.StartAsync("198.51.100.0/24", Mine);
        await account.PatchAsync(TestAccount.Settings, """{"on_failure":"allow"}""");
        var key = await KeyAsync(account);
        await using var app = await StartAsync(account, "app", key.GetProperty("secret").GetString());
        (await account.Owner.CallAsync("DELETE", $"/v1/keys/{key.GetProperty("id").GetString()}")).Is(204);

        await PassAsync(account, 20);
        Assert.Equal((200, 403), (await app.StatusAsync(Listed), await app.StatusAsync("192.0.2.1")));
        await app.IsLoudAsync("key_refused", "status 401");

        await PassAsync(account, 90);
        Assert.Equal((503, 503), (await app.StatusAsync(Listed), await app.StatusAsync("192.0.2.1")));
    }

    [Fact]
    public async Task The_service_gets_the_attempts_with_their_counts()
    {
        await using var account = await TestAccount.StartAsync("198.51.100.0/24", Mine);
        await using var app = await StartAsync(account, "app");
        await app.StatusAsync(Listed);
        await app.StatusAsync(Listed);
        await app.StatusAsync("192.0.2.1");
        await app.StopAsync();

        var attempts = (await account.Service.Queues.MessagesAsync()).SelectMany(message => message.Attempts).ToList();

        Assert.Equal(
            [("192.0.2.1", 1L, false), (Listed, 2L, true)],
            attempts.Select(attempt => (attempt.Key.Client.ToString(), attempt.Count, attempt.Allowed ?? false)).Order());
        Assert.All(attempts, attempt => Assert.Equal(("shop", "http"), (attempt.Key.Surface, attempt.Key.Method)));
    }

    [Fact]
    public async Task The_app_decides_as_the_service_does_on_ten_thousand_networks_and_twice_as_many_clients()
    {
        var random = new Random(14);
        Network[] networks = [.. Enumerable.Range(0, 12_000).Select(number => Any(random, isIPv6: number % 2 == 0)).Distinct().Take(10_000)];
        await using var account = await TestAccount.StartAsync([.. networks.Select(network => network.ToString())]);
        await using var app = await StartAsync(account, "app");
        var decider = app.Services.GetRequiredService<LocalDecider>();
        Address[] clients = [.. networks.SelectMany(network => Around(network)).Distinct().OrderBy(_ => random.Next()).Take(20_000)];
        Assert.Equal(20_000, clients.Length);

        var allowed = 0;
        foreach (var some in clients.Chunk(1000))
        {
            var told = await account.PostAsync("/v1/check", new { checks = some.Select(client => new { ip = client.ToString(), record = false }) });
            var verdicts = some.Select(client => decider.Decide(client, surface: null)).ToList();
            Assert.Equal(
                told.Is(200).Json.GetProperty("results").EnumerateArray().Select(result => (result.GetProperty("allowed").GetBoolean(), result.GetProperty("reason").GetString(), RuleOf(result))),
                verdicts.Select(verdict => (verdict.IsAllowed, (string?)verdict.Reason, verdict.RuleId)));
            allowed += verdicts.Count(verdict => verdict.IsAllowed);
        }

        Assert.InRange(allowed, 5_000, 15_000);
    }

    [Fact]
    public async Task A_change_that_nobody_confirmed_ends_in_the_app_too_though_the_service_is_away_by_then()
    {
        await using var account = await TestAccount.StartAsync("198.51.100.0/24", Mine);
        await account.PatchAsync(TestAccount.Settings, """{"max_stale_seconds":600}""");
        using var way = new Way { InnerHandler = HandlerOf(account) };
        await using var app = await StartAsync(account, "app", handler: way);
        (await account.Owner.CallAsync("POST", $"{TestAccount.Rules}?confirm_within=2", "192.0.2.0/24", "text/plain")).Is(201);
        await PassAsync(account, 5);
        Assert.Equal(200, await app.StatusAsync("192.0.2.1"));

        way.IsCut = true;
        await PassAsync(account, 100);
        Assert.Equal(200, await app.StatusAsync("192.0.2.1"));
        await PassAsync(account, 20);
        Assert.Equal((200, 403), (await app.StatusAsync(Listed), await app.StatusAsync("192.0.2.1")));
    }

    private static Network Any(Random random, bool isIPv6) => isIPv6
        ? Network.IPv6(new((0x2001_0db8UL << 32) | (uint)random.Next(), (ulong)random.NextInt64()), random.Next(33, 129))
        : Network.IPv4((uint)random.NextInt64(), random.Next(17, 33));

    // The first and the last, and their neighbours outside.
    private static IEnumerable<Address> Around(Network network)
    {
        var (first, last) = (network.First.Bits, network.Last.Bits);
        return network.First.IsIPv4
            ? [network.First, network.Last, Address.IPv4((uint)first - 1), Address.IPv4((uint)last + 1)]
            : [network.First, network.Last, Address.IPv6(first - 1), Address.IPv6(last + 1)];
    }

    private static long RuleOf(System.Text.Json.JsonElement result) =>
        result.GetProperty("rule") is { ValueKind: System.Text.Json.JsonValueKind.Object } rule ? rule.GetProperty("id").GetInt64() : 0;

    private static async Task<int[]> StatusesAsync(IEnumerable<GuardedApp> apps)
    {
        var statuses = new List<int>();
        foreach (var app in apps)
        {
            statuses.Add(await app.StatusAsync(Listed));
        }

        return [.. statuses];
    }

    private static async Task<System.Text.Json.JsonElement> KeyAsync(TestAccount account) =>
        (await account.PostAsync("/v1/keys", new { label = "app", role = "app" })).Is(201).Json;

    private static HttpMessageHandler HandlerOf(TestAccount account) =>
        ((TestServer)account.Service.Services.GetRequiredService<IServer>()).CreateHandler();

    private static async Task<GuardedApp> StartAsync(TestAccount account, string name, string? key = null, HttpMessageHandler? handler = null)
    {
        var secret = key ?? (await KeyAsync(account)).GetProperty("secret").GetString();
        return await GuardedApp.StartAsync(account.Service.Clock, options =>
        {
            options.Service = new("http://localhost");
            options.Key = secret;
            options.Name = name;
            options.Surface = "shop";
            options.Handler = handler ?? HandlerOf(account);
        });
    }

    private static async Task PassAsync(TestAccount account, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            account.Service.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
    }

    /// <summary>The way to the service, which can be cut.</summary>
    private sealed class Way : DelegatingHandler
    {
        public bool IsCut { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            IsCut ? throw new HttpRequestException("Connection refused") : base.SendAsync(request, cancellationToken);
    }
}
