using IpAccess.Allowlists.Versions;
using IpAccess.Enforcers.Sightings;
using IpAccess.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Exports;

/// <summary>The list as files for firewalls and load balancers.</summary>
internal static class ExportsFeature
{
    public static IServiceCollection AddExports(this IServiceCollection services)
    {
        services.AddSingleton<ExportMemory>();
        services.AddSingleton(p => new ExportEndpoints(
            p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<ExportMemory>(), p.Get<IEnforcerLog>(), p.Get<TimeProvider>()));
        return services;
    }

    public static IEndpointRouteBuilder MapExports(this IEndpointRouteBuilder routes)
    {
        var exports = routes.ServiceProvider.Get<ExportEndpoints>();
        routes.MapRead(ExportRoutes.Export, exports.ExportNetworksAsync).WithName("ExportNetworks");
        return routes;
    }
}
