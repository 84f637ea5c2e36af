using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace IpAccess.SelfHost;

/// <summary>What a stranger can hold of the server before saying who he is: so many connections, and each so long for its headers.</summary>
internal static class ServerLimits
{
    /// <summary>Sets them from the settings <c>IpAccess:Limits</c>.</summary>
    public static void AddTo(IHostApplicationBuilder builder) =>
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<IpAccessOptions>>((server, options) =>
        {
            server.Limits.MaxConcurrentConnections = options.Value.Limits.Connections;
            server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.Value.Limits.HeaderSeconds);
        });
}
