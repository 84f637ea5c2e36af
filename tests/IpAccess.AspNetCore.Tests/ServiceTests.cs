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
    public async Task The_app_decides_as_the_service_does()
    {
        var random = new Random(14);
        Network[] networks = [.. Enumerable.Range(0, 300).Select(_ => Network.IPv4((uint)random.NextInt64(), random.Next(9, 33))).Distinct()];
        await using var account = await TestAccount.StartAsync([.. networks.Select(network => network.ToString())]);
        await using var app = await StartAsync(account, "app");
        Address[] clients = [.. networks.SelectMany(network => Around(network)).Distinct().Take(1000)];

        var told = await account.PostAsync("/v1/check", new { checks = clients.Select(client => new { ip = client.ToString(), record = false }) });

        var decider = app.Services.GetRequiredService<LocalDecider>();
        Assert.Equal(
            told.Is(200).Json.GetProperty("results").EnumerateArray().Select(result => (result.GetProperty("allowed").GetBoolean(), result.GetProperty("reason").GetString())),
            clients.Select(client => decider.Decide(client, surface: null)).Select(verdict => (verdict.IsAllowed, (string?)verdict.Reason)));
    }

    private static IEnumerable<Address> Around(Network network) =>
        [network.First, network.Last, Address.IPv4((uint)network.First.Bits - 1), Address.IPv4((uint)network.Last.Bits + 1)];

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

    private static async Task<GuardedApp> StartAsync(TestAccount account, string name, string? key = null)
    {
        var secret = key ?? (await KeyAsync(account)).GetProperty("secret").GetString();
        var server = (TestServer)account.Service.Services.GetRequiredService<IServer>();
        return await GuardedApp.StartAsync(account.Service.Clock, options =>
        {
            options.Service = server.BaseAddress;
            options.Key = secret;
            options.Name = name;
            options.Surface = "shop";
            options.Handler = server.CreateHandler();
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
}
