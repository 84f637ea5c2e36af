using System.Collections.Concurrent;
using System.Diagnostics;
using IpAccess.Testing.Enforcement;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>One list, and addresses around the edges of its networks: all that enforces a list lets in the same.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class EdgeAgreementTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private static readonly ParallelOptions Width = new() { MaxDegreeOfParallelism = 16 };

    [NodeFact("nginx", "haproxy", "curl", "flock")]
    public async Task The_service_the_export_the_middleware_and_the_proxies_let_in_the_same_addresses()
    {
        var edges = EdgeScene.Make();
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        var settings = await scene.Owner.SettingsAsync();
        await scene.SetAsync(new { lockout_guard = false });
        await scene.Owner.ReplaceAsync(settings.GetProperty("version").GetInt64() + 1, edges.Networks);
        await using var nginx = await Enforcer.StartAsync("nginx-geo", scene, Listening.BehindProxyProtocol);
        await using var haproxy = await Enforcer.StartAsync("haproxy", scene, Listening.BehindProxyProtocol);
        await using var app = await DecidingApp.StartAsync(scene.Owner.BaseAddress!, await scene.NewKeyAsync(new { role = "app" }));
        await app.UntilListedAsync(edges.Clients.First(client => client.IsLetIn).Address);
        using var enforcer = new HttpClient { BaseAddress = scene.Owner.BaseAddress };
        enforcer.DefaultRequestHeaders.Add("X-IpAccess-Key", scene.Key);

        await AgreeAsync("GET /v1/check", edges.Clients, address => CheckAsync(enforcer, address));
        await AgreeAsync("/v1/authorize", edges.Clients, address => AuthorizeAsync(enforcer, address));
        await AgreeAsync("the middleware", edges.Clients, async address => IsLetIn(await app.AskAsAsync(address)));

        // It takes no list with the broadcast address, from which nobody comes.
        await AgreeAsync("nginx geo", [.. edges.Clients.Where(client => client.Address != "255.255.255.255")], async address => IsLetIn(await nginx.Proxy.AskAsAsync(address)));
        await AgreeAsync("HAProxy ACL", edges.Clients, async address => IsLetIn(await haproxy.Proxy.AskAsAsync(address)));
        using var puller = new HttpClient { BaseAddress = scene.Owner.BaseAddress };
        puller.DefaultRequestHeaders.Add("X-IpAccess-Key", scene.PullKey);
        var text = await puller.GetStringAsync("/v1/export/text");
        Assert.Equal(edges.Networks, text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'));
    }

    private static bool IsLetIn(int status) => status is 200 or 403 ? status == 200 : throw new InvalidOperationException($"It answered {status}.");

    private static async Task<bool> CheckAsync(HttpClient client, string address) => (await client.CheckAsync(address)).GetProperty("allowed").GetBoolean();

    private static async Task<bool> AuthorizeAsync(HttpClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/authorize");
        request.Headers.Add("X-IpAccess-Client", address);
        using var response = await client.SendAsync(request);
        return IsLetIn((int)response.StatusCode);
    }

    private async Task AgreeAsync(string name, IReadOnlyList<EdgeClient> clients, Func<string, Task<bool>> ask)
    {
        var (others, began) = (new ConcurrentQueue<string>(), Stopwatch.GetTimestamp());
        await Parallel.ForEachAsync(clients, Width, async (client, _) =>
        {
            if (await ask(client.Address) != client.IsLetIn)
            {
                others.Enqueue($"{client.Address} {(client.IsLetIn ? "is listed" : "is not listed")}");
            }
        });
        output.WriteLine($"{name}: {clients.Count} addresses in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        Assert.True(others.IsEmpty, $"{name} decides {others.Count} otherwise: {string.Join(", ", others.Take(10))}");
    }
}
