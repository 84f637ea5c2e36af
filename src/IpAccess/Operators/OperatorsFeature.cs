using IpAccess.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Operators;

/// <summary>What operators did.</summary>
internal static class OperatorsFeature
{
    public static IServiceCollection AddOperators(this IServiceCollection services)
    {
        services.AddSingleton<OperatorLog>();
        services.AddSingleton(p => new OperatorAuditEndpoints(p.Get<Gate>(), p.Get<OperatorLog>()));
        return services;
    }

    public static IEndpointRouteBuilder MapOperators(this IEndpointRouteBuilder routes)
    {
        var operatorAudit = routes.ServiceProvider.Get<OperatorAuditEndpoints>();
        routes.MapRead(OperatorRoutes.Audit, operatorAudit.ListOperatorAuditAsync).WithName("ListOperatorAudit");
        return routes;
    }
}
