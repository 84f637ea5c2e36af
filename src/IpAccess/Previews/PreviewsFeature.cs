using IpAccess.Allowlists;
using IpAccess.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Previews;

/// <summary>What a change would do.</summary>
internal static class PreviewsFeature
{
    public static IServiceCollection AddPreviews(this IServiceCollection services)
    {
        services.AddSingleton<AttemptReplay>();
        services.AddSingleton(p => new PreviewEndpoints(
            p.Get<Gate>(), p.Get<AllowlistEditor>(), p.Get<AttemptReplay>(), p.Get<TimeProvider>()));
        return services;
    }

    public static IEndpointRouteBuilder MapPreviews(this IEndpointRouteBuilder routes)
    {
        var previews = routes.ServiceProvider.Get<PreviewEndpoints>();
        routes.MapPost(PreviewRoutes.Preview, previews.PreviewChangeAsync).WithName("PreviewChange");
        return routes;
    }
}
