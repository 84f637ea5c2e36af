using IpAccess.Http;
using IpAccess.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Health;

/// <summary>Whether the service runs, and can do its work.</summary>
internal static class HealthFeature
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddSingleton<RecentReadiness>();
        services.AddSingleton(p => new HealthEndpoints(p.Get<Gate>(), p.Get<RecentReadiness>(), p.Get<StorageClock>()));
        return services;
    }

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.ServiceProvider.Get<HealthEndpoints>();
        routes.MapRead(HealthRoutes.Live, health.GetLiveAsync).WithName("GetLive");
        routes.MapRead(HealthRoutes.Ready, health.GetReadyAsync).WithName("GetReady");
        return routes;
    }
}
