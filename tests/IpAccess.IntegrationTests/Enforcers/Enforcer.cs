namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>A proxy before the app of a scene, by the files that are shipped for it.</summary>
internal sealed class Enforcer : IAsyncDisposable
{
    private readonly (string Format, string File)[] files;
    private readonly PullScript script;

    private Enforcer(ProxyProcess proxy, PullScript script, params (string Format, string File)[] files) =>
        (Proxy, this.script, this.files) = (proxy, script, files);

    /// <summary>The proxy.</summary>
    public ProxyProcess Proxy { get; private set; }

    /// <summary>Whether it asks the service about each request; else it decides by a file.</summary>
    public bool Asks => files.Length == 0;

    /// <summary>The script that brings its files.</summary>
    public PullScript Script => script;

    /// <summary>Its files, each with its format.</summary>
    public IReadOnlyList<(string Format, string File)> Files => files;

    /// <summary>Starts one of <c>nginx</c>, <c>nginx-geo</c>, <c>caddy</c>, <c>haproxy</c>.</summary>
    /// <param name="name">Which.</param>
    /// <param name="scene">The scene.</param>
    /// <param name="listening">Where it listens.</param>
    /// <param name="key">The key with which it asks; that of the scene unless given.</param>
    public static async Task<Enforcer> StartAsync(string name, EnforcedScene scene, Listening listening = Listening.Apart, string? key = null) => name switch
    {
        "nginx" => await AskingAsync(scene, Proxies.NginxAsync(scene.Service, scene.App.Address, key ?? scene.Key, listening)),
        "caddy" => await AskingAsync(scene, Proxies.CaddyAsync(scene.Service, scene.App.Address, key ?? scene.Key, listening)),
        "nginx-geo" => await GeoAsync(scene, listening),
        "haproxy" => await HAProxyAsync(scene, listening),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such proxy."),
    };

    /// <summary>Has a proxy that decides by a file take up the newest one.</summary>
    public async Task PullAsync()
    {
        foreach (var (format, file) in files)
        {
            await script.PullAsync(format, file);
        }
    }

    public ValueTask DisposeAsync() => Proxy.DisposeAsync();

    private static async Task<Enforcer> AskingAsync(EnforcedScene scene, Task<ProxyProcess> starting)
    {
        var proxy = await starting;
        return new(proxy, new(scene.Service, scene.PullKey, proxy.Folder));
    }

    private static async Task<Enforcer> GeoAsync(EnforcedScene scene, Listening listening)
    {
        var proxy = new ProxyProcess();
        var enforcer = new Enforcer(proxy, new(scene.Service, scene.PullKey, proxy.Folder), ("nginx", "allow.geo"));
        await enforcer.PullAsync();
        await Proxies.NginxGeoAsync(proxy, proxy.PathOf("allow.geo"), scene.App.Address, listening);
        enforcer.script.Reload = $"nginx -e stderr -c {proxy.PathOf("nginx.conf")} -s reload";
        return enforcer;
    }

    private static async Task<Enforcer> HAProxyAsync(EnforcedScene scene, Listening listening)
    {
        var proxy = new ProxyProcess();
        var enforcer = new Enforcer(proxy, new(scene.Service, scene.PullKey, proxy.Folder), ("haproxy?family=ipv4", "allow4.acl"), ("haproxy?family=ipv6", "allow6.acl"));
        await enforcer.PullAsync();
        await Proxies.HAProxyAsync(proxy, proxy.PathOf("allow4.acl"), proxy.PathOf("allow6.acl"), scene.App.Address, listening);
        enforcer.script.Reload = FormattableString.Invariant($"kill -USR2 {proxy.Id}");
        return enforcer;
    }
}
