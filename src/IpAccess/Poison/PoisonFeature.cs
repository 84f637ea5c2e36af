using IpAccess.Http;
using IpAccess.Operators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Poison;

/// <summary>The messages that could not be processed.</summary>
internal static class PoisonFeature
{
    public static IServiceCollection AddPoison(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<PoisonStore>();
        services.AddHostedService<PoisonDepth>();
        services.AddSingleton(p => new PoisonEndpoints(p.Get<Gate>(), p.Get<PoisonStore>(), p.Get<OperatorLog>()));
        return services;
    }

    public static IEndpointRouteBuilder MapPoison(this IEndpointRouteBuilder routes)
    {
        var poison = routes.ServiceProvider.Get<PoisonEndpoints>();
        routes.MapRead(PoisonRoutes.Poison, poison.ListPoisonAsync).WithName("ListPoison");
        routes.MapPost(PoisonRoutes.Replay, poison.ReplayPoisonAsync).WithName("ReplayPoison");
        return routes;
    }
}
