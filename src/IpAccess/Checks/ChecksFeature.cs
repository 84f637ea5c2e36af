using IpAccess.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Checks;

/// <summary>Whether addresses may come in.</summary>
internal static class ChecksFeature
{
    public static IServiceCollection AddChecks(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<DecisionMeter>();
        services.AddSingleton<DecisionCache>();
        services.AddSingleton<Decider>();
        services.AddSingleton<CallerDecider>();
        services.AddSingleton<IManagementAccess, ManagementAccess>();
        services.AddSingleton(p => new CheckEndpoints(p.Get<Gate>(), p.Get<Decider>(), p.Get<IAttemptLog>()));
        services.AddSingleton(p => new ClientAddressEndpoints(p.Get<Gate>(), p.Get<CallerDecider>()));
        return services;
    }

    public static IEndpointRouteBuilder MapChecks(this IEndpointRouteBuilder routes)
    {
        var checks = routes.ServiceProvider.Get<CheckEndpoints>();
        routes.MapRead(CheckRoutes.Check, checks.CheckAsync).WithName("Check");
        routes.MapPost(CheckRoutes.Check, checks.PostCheckAsync).WithName("PostCheck");

        var clientAddress = routes.ServiceProvider.Get<ClientAddressEndpoints>();
        routes.MapRead(CheckRoutes.ClientAddress, clientAddress.GetClientAddressAsync).WithName("GetClientAddress");
        return routes;
    }
}
