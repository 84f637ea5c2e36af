using IpAccess.Checks;
using IpAccess.Enforcers.Sightings;
using IpAccess.Http;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Authorize;

/// <summary>The question that proxies ask for their clients.</summary>
internal static class AuthorizeFeature
{
    public static IServiceCollection AddAuthorize(this IServiceCollection services) => services.AddSingleton(p =>
        new AuthorizeEndpoints(p.Get<Gate>(), p.Get<Decider>(), p.Get<IAttemptLog>(), p.Get<IEnforcerLog>(), p.Get<BlockedResponse>()));

    public static IEndpointRouteBuilder MapAuthorize(this IEndpointRouteBuilder routes)
    {
        routes.Map(AuthorizeRoutes.Authorize, routes.ServiceProvider.Get<AuthorizeEndpoints>().AuthorizeAsync).WithName("Authorize");
        return routes;
    }
}
