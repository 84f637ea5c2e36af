using System.Text.Json;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Authorize;

/// <summary>An account that lets in 203.0.113.0/24 and 2001:db8::/32, and proxies that ask for their clients.</summary>
internal sealed class AuthorizeScene : IAsyncDisposable
{
    public const string Path = "/v1/authorize";
    public const string Listed = "203.0.113.7";
    public const string Stranger = "192.0.2.1";
    private const string Client = "X-IpAccess-Client";
    private static readonly string[] Tells = ["Decision", "Reason", "Rule", "Version", "Client", "Stale"];

    private AuthorizeScene(TestService service, HttpClient owner) => (Service, Owner, Proxy) = (service, owner, service.Client());

    public TestService Service { get; }

    public HttpClient Owner { get; }

    /// <summary>The key of a proxy with the role <c>enforcer</c>.</summary>
    public string Key { get; private set; } = null!;

    private HttpClient Proxy { get; }

    public static async Task<AuthorizeScene> StartAsync(object? settings = null, params (string Name, string Value)[] configuration)
    {
        var service = await TestService.StartAsync(configuration);
        var scene = new AuthorizeScene(service, await service.AccountAsync());
        await scene.Owner.PatchAsync("/v1/allowlist", new { lockout_guard = false });
        await scene.Owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24"},{"value":"2001:db8::/32"}]}""");
        if (settings is not null)
        {
            await scene.Owner.PatchAsync("/v1/allowlist", settings);
        }

        scene.Key = await scene.KeyAsync(new { role = "enforcer" });
        return scene;
    }

    /// <summary>The text of a new key.</summary>
    public async Task<string> KeyAsync(object key) => (await Owner.PostAsync("/v1/keys", key)).GetProperty("secret").GetString()!;

    /// <summary>Asks for a client of this address, as a proxy does that overwrites what its client sent; other headers are the client's.</summary>
    public Task<Reply> AskAsync(string? address, params (string Name, string Value)[] others) =>
        SendAsync(address is null ? [("X-IpAccess-Key", Key), .. others] : [("X-IpAccess-Key", Key), (Client, address), .. others]);

    /// <summary>Sends just these headers.</summary>
    public Task<Reply> SendAsync(params (string Name, string Value)[] headers) => SendAsync("GET", Path, body: null, headers);

    public Task<Reply> SendAsync(string method, string path, object? body, params (string Name, string Value)[] headers) =>
        Proxy.CallAsync(method, path, body, type: null, headers);

    /// <summary>What an answer tells in the headers of a decision, in one line; what is not told is a dash.</summary>
    public static string Told(Reply reply) => string.Join(
        ' ', Tells.Select(name => reply.Header($"X-IpAccess-{name}") ?? "-"));

    /// <summary>Stops the service and gives the attempts that it recorded, in the order of their text.</summary>
    public async Task<IReadOnlyList<string>> AttemptsAsync()
    {
        await Service.StopAsync(CancellationToken.None).WhileTimePasses(Service.Clock);
        return
        [
            .. (await Service.Queues.TextsAsync())
                .SelectMany(text => JsonElement.Parse(text).GetProperty("attempts").EnumerateArray())
                .Select(attempt => attempt.GetRawText())
                .Order(StringComparer.Ordinal),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        Proxy.Dispose();
        Owner.Dispose();
        await Service.DisposeAsync();
    }
}
