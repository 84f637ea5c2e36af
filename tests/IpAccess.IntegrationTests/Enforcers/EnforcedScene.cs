using System.Collections.Concurrent;
using System.Net.Http.Json;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>
/// A service with an account whose list has 127.0.0.2 and 203.0.113.0/24, a relay before it that keeps what proxies ask and can take the
/// service away, and an app to protect.
/// </summary>
internal sealed class EnforcedScene : IAsyncDisposable
{
    /// <summary>The account's owner calls from here.</summary>
    private const string Desk = "203.0.113.9";

    private static readonly string[] Exempt = ["webhooks"];
    private static readonly string[] PullScopes = ["snapshot"];
    private readonly ListHost host;

    private EnforcedScene(ListHost host, ProtectedApp app) => (this.host, App) = (host, app);

    /// <summary>The app.</summary>
    public ProtectedApp App { get; }

    /// <summary>The way to the service.</summary>
    public FaultProxy Relay { get; private set; } = null!;

    /// <summary>The service by way of the relay.</summary>
    public Uri Service => new(Relay.Endpoint);

    /// <summary>What went by way of the relay, and was not looked at yet.</summary>
    public ConcurrentQueue<ArrivedRequest> Asked { get; } = [];

    /// <summary>The account's owner.</summary>
    public HttpClient Owner { get; private set; } = null!;

    /// <summary>A key for a proxy, of the surface <c>api</c>.</summary>
    public string Key { get; private set; } = null!;

    /// <summary>A key that pulls lists.</summary>
    public string PullKey { get; private set; } = null!;

    public static async Task<EnforcedScene> StartAsync(string storage, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var scene = new EnforcedScene(await ListHost.StartAsync(storage, environment), await ProtectedApp.StartAsync());
        var (_, ownerKey) = await scene.host.NewAccountAsync();
        scene.Owner = scene.host.NewClient(ownerKey, Desk);
        scene.Relay = await FaultProxy.StartAsync(scene.Owner.BaseAddress!);
        scene.Relay.Meets = scene.Keep;
        await scene.Owner.PasteAsync(["127.0.0.2", "203.0.113.0/24"]);
        await scene.SetAsync(new { exempt_surfaces = Exempt });
        scene.Key = await scene.NewKeyAsync(new { role = "enforcer", surface = "api" });
        scene.PullKey = await scene.NewKeyAsync(new { scopes = PullScopes });
        return scene;
    }

    /// <summary>Changes settings.</summary>
    public async Task SetAsync(object settings)
    {
        using var response = await Owner.PatchAsJsonAsync("/v1/allowlist", settings);
        await Rest.ReadAsync(response);
    }

    /// <summary>Makes a key of the account.</summary>
    public async Task<string> NewKeyAsync(object key)
    {
        using var response = await Owner.PostAsJsonAsync("/v1/keys", key);
        return (await Rest.ReadAsync(response)).GetProperty("secret").GetString()!;
    }

    /// <summary>An account of somebody else's, in which everybody is let in, and a key of it.</summary>
    public async Task<(string Account, string Key)> AttackerAsync()
    {
        var attacker = await host.NewAccountAsync();
        using var client = host.NewClient(attacker.Key, Desk);
        using var response = await client.PatchAsJsonAsync("/v1/allowlist", new { mode = "off" });
        await Rest.ReadAsync(response);
        return attacker;
    }

    /// <summary>The one question that was asked since the last look.</summary>
    public ArrivedRequest TakeQuestion()
    {
        Assert.True(Asked.TryDequeue(out var asked), "Nothing was asked.");
        Assert.Empty(Asked);
        return asked;
    }

    public async ValueTask DisposeAsync()
    {
        Owner?.Dispose();
        await (Relay?.DisposeAsync() ?? ValueTask.CompletedTask);
        await App.DisposeAsync();
        await host.DisposeAsync();
    }

    // The relay has read the body already, and tells no more of it than its length.
    private bool Keep(HttpRequest request)
    {
        var body = request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0 ? "a body" : string.Empty;
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Asked.Enqueue(new(request.Method, target, new HeaderDictionary(request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)), body));
        return true;
    }
}
