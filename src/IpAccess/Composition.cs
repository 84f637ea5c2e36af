using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IpAccess;

/// <summary>What the features compose themselves with. Their endpoints are public, for the hosts; what they are made of is not.</summary>
internal static class Composition
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The service of a type, which must be registered.</summary>
    public static T Get<T>(this IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();

    /// <summary>The settings of the service, which are valid.</summary>
    public static IpAccessOptions Options(this IServiceProvider provider) => provider.Get<IOptions<IpAccessOptions>>().Value;

    /// <summary>
    /// Maps what can be got. It can also be asked for without its body (RFC 9110, section 9.3.2): the server leaves the body away.
    /// </summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder routes, string route, Delegate operation) =>
        routes.MapMethods(route, Reading, operation);
}
