using System.Text;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Http;

/// <summary>What every operation goes through.</summary>
internal static class HttpFeature
{
    public static IServiceCollection AddHttp(this IServiceCollection services)
    {
        // Bodies have limits of our own: where the server's is lower, it answers before them, and on Functions without a word.
        // And headers that are passed on from anybody may be of any bytes, where the server's own reading of them is a 400.
        services.Configure<KestrelServerOptions>(server =>
        {
            server.Limits.MaxRequestBodySize = null;
            server.RequestHeaderEncodingSelector = _ => Encoding.UTF8;
        });
        services.AddSingleton(p => new BodyBudget(p.Options().Limits.BodyMegabytes * LimitsOptions.Megabyte));
        services.AddSingleton(p => OperatorKey.Parse(p.Options().OperatorKeySha256)!);
        services.AddSingleton(p => new ClientAddressResolver(p.Options().ClientAddress));
        services.AddSingleton(p => BlockedResponse.Parse(p.Options().BlockedResponse)!);
        services.AddSingleton<Authenticator>();
        services.AddSingleton<Gate>();
        return services;
    }
}
