using System.Globalization;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>Starts the proxies by the files that are shipped for them.</summary>
internal static class Proxies
{
    private const string SampleApp = "127.0.0.1:8080";
    private const string SampleService = "ipaccess.example.com";

    /// <summary>nginx, which asks the service.</summary>
    public static Task<ProxyProcess> NginxAsync(Uri service, Uri app, string key, Listening listening)
    {
        var proxy = new ProxyProcess();
        var keyFile = proxy.Write("ipaccess.key", $"proxy_set_header X-IpAccess-Key \"{key}\";\n");
        var sample = ShippedFile.Read("nginx/authorize.conf")
            .With($"server {SampleService}:443;", $"server {service.Authority};")
            .With("proxy_pass https://ipaccess/", "proxy_pass http://ipaccess/")
            .With("/etc/nginx/ipaccess.key", keyFile);
        return NginxAsync(proxy, sample, app, listening);
    }

    /// <summary>nginx, which decides by a file that is there already.</summary>
    public static Task<ProxyProcess> NginxGeoAsync(ProxyProcess proxy, string file, Uri app, Listening listening) =>
        NginxAsync(proxy, ShippedFile.Read("nginx/geo.conf").With("include /var/lib/ipaccess/allow.geo;", $"include {file};"), app, listening);

    /// <summary>Caddy, which asks the service.</summary>
    public static async Task<ProxyProcess> CaddyAsync(Uri service, Uri app, string key, Listening listening)
    {
        var proxy = new ProxyProcess();
        var site = $"http://:{Text(proxy.Port)} {{{(listening == Listening.Apart ? "\n\tbind 127.0.0.1 ::1" : string.Empty)}";
        var sample = ShippedFile.Read("caddy/Caddyfile")
            .With("\napp.example.com {", "\n" + site)
            .With($"https://{SampleService}", $"http://{service.Authority}")
            .With(SampleApp, app.Authority);
        var file = proxy.Write("Caddyfile", "{\n\tadmin off\n\tauto_https off\n}\n" + sample.Text);
        await proxy.StartAsync("caddy", ["run", "--config", file, "--adapter", "caddyfile"], new Dictionary<string, string?>
        {
            ["IPACCESS_KEY"] = key,
            ["XDG_DATA_HOME"] = proxy.Folder,
            ["XDG_CONFIG_HOME"] = proxy.Folder,
        });
        return proxy;
    }

    /// <summary>HAProxy, which decides by files that are there already.</summary>
    public static async Task<ProxyProcess> HAProxyAsync(ProxyProcess proxy, string file4, string file6, Uri app, Listening listening)
    {
        var (all, port) = (listening == Listening.AsMapped, Text(proxy.Port));
        var suffix = listening == Listening.BehindProxyProtocol ? " accept-proxy" : string.Empty;
        var sample = ShippedFile.Read("haproxy/haproxy.cfg")
            .With("    bind :80\n", all ? string.Empty : $"    bind 127.0.0.1:{port}{suffix}\n")
            .With("    bind :::80 v6only\n", all ? $"    bind ::ffff:127.0.0.1:{port} v4v6\n" : $"    bind ::1:{port} v6only{suffix}\n")
            .With("/var/lib/ipaccess/allow4.acl", file4)
            .With("/var/lib/ipaccess/allow6.acl", file6)
            .With(SampleApp, app.Authority);
        await proxy.StartAsync("haproxy", ["-W", "-f", proxy.Write("haproxy.cfg", sample.Text)]);
        return proxy;
    }

    private static async Task<ProxyProcess> NginxAsync(ProxyProcess proxy, ShippedFile sample, Uri app, Listening listening)
    {
        var port = Text(proxy.Port);
        var protocol = listening == Listening.BehindProxyProtocol ? " proxy_protocol" : string.Empty;
        var server = sample
            .With("    listen 80;\n", listening == Listening.AsMapped ? string.Empty : $"    listen 127.0.0.1:{port}{protocol};\n")
            .With("    listen [::]:80;\n", listening == Listening.AsMapped ? $"    listen [::ffff:127.0.0.1]:{port} ipv6only=off;\n" : $"    listen [::1]:{port}{protocol};\n")
            .With(SampleApp, app.Authority);
        var realIp = protocol.Length > 0 ? "set_real_ip_from 127.0.0.1; real_ip_header proxy_protocol;" : string.Empty;
        string[] paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        var file = proxy.Write("nginx.conf", $$"""
            daemon off;
            pid {{proxy.PathOf("nginx.pid")}};
            events { worker_connections 512; }
            http {
                access_log off;
                {{string.Join(' ', paths.Select(path => $"{path}_temp_path {proxy.PathOf(path)};"))}}
                {{realIp}}
                include {{proxy.Write("server.conf", server.Text)}};
            }
            """);
        await proxy.StartAsync("nginx", ["-e", "stderr", "-c", file]);
        return proxy;
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Where a proxy listens.</summary>
internal enum Listening
{
    /// <summary>On a socket for each family.</summary>
    Apart,

    /// <summary>On one socket of IPv6 for both, to which a client of IPv4 has a mapped address.</summary>
    AsMapped,

    /// <summary>As <see cref="Apart"/>, and each connection says by the PROXY protocol from whom it is.</summary>
    BehindProxyProtocol,
}
