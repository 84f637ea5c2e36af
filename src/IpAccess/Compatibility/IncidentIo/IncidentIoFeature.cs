using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Compatibility.IncidentIo;

/// <summary>The service as incident.io's clients know it.</summary>
internal static class IncidentIoFeature
{
    public static IServiceCollection AddIncidentIo(this IServiceCollection services)
    {
        services.AddSingleton(IncidentIoErrors.Shape);
        services.AddSingleton(p => new IpAllowlistEndpoints(p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<AllowlistEditor>()));
        return services;
    }

    public static IEndpointRouteBuilder MapIncidentIo(this IEndpointRouteBuilder routes)
    {
        var ipAllowlist = routes.ServiceProvider.Get<IpAllowlistEndpoints>();
        routes.MapRead(IncidentIoRoutes.IpAllowlists, ipAllowlist.GetIpAllowlistAsync).WithName("GetIpAllowlist");
        routes.MapPut(IncidentIoRoutes.IpAllowlists, ipAllowlist.PutIpAllowlistAsync).WithName("PutIpAllowlist");
        return routes;
    }
}
