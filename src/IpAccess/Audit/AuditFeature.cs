using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Audit;

/// <summary>Who changed what.</summary>
internal static class AuditFeature
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSingleton(p => new AuditEndpoints(p.Get<Gate>(), p.Get<AllowlistStore>()));
        return services;
    }

    public static IEndpointRouteBuilder MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.ServiceProvider.Get<AuditEndpoints>();
        routes.MapRead(AuditRoutes.Audit, audit.ListAuditAsync).WithName("ListAudit");
        return routes;
    }
}
