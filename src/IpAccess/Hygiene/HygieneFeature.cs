using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Hygiene;

/// <summary>What could be tidied up in a list.</summary>
internal static class HygieneFeature
{
    public static IServiceCollection AddHygiene(this IServiceCollection services)
    {
        services.AddSingleton(p => new HygieneEndpoints(p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<TimeProvider>()));
        return services;
    }

    public static IEndpointRouteBuilder MapHygiene(this IEndpointRouteBuilder routes)
    {
        var hygiene = routes.ServiceProvider.Get<HygieneEndpoints>();
        routes.MapRead(HygieneRoutes.Hygiene, hygiene.GetHygieneAsync).WithName("GetHygiene");
        return routes;
    }
}
