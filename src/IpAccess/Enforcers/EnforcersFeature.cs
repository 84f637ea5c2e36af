using IpAccess.Allowlists.Versions;
using IpAccess.Enforcers.Entries;
using IpAccess.Enforcers.Recording;
using IpAccess.Enforcers.Sightings;
using IpAccess.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IpAccess.Enforcers;

/// <summary>Who enforces a list, and which version of it.</summary>
internal static class EnforcersFeature
{
    // About 10 MiB; who finds no room is seen again soon.
    private const int MostTracked = 20_000;

    public static IServiceCollection AddEnforcers(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<EnforcerStore>();
        services.AddSingleton<EnforcerMeter>();
        services.AddSingleton<EnforcerCrowd>();
        services.AddSingleton(p => new TrackedEnforcers(MostTracked, p.Get<TimeProvider>()));
        services.AddSingleton<EnforcerWriter>();
        services.AddSingleton<EnforcerRecorder>();
        services.AddSingleton<IEnforcerLog>(p => p.Get<EnforcerRecorder>());

        // Hosted services stop in reverse order: as the first, it stops after the server, on either host, and misses no sighting.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(p => p.Get<EnforcerRecorder>()));
        services.AddSingleton(p => new EnforcerEndpoints(p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<EnforcerStore>()));
        return services;
    }

    public static IEndpointRouteBuilder MapEnforcers(this IEndpointRouteBuilder routes)
    {
        var enforcers = routes.ServiceProvider.Get<EnforcerEndpoints>();
        routes.MapRead(EnforcerRoutes.Enforcers, enforcers.ListEnforcersAsync).WithName("ListEnforcers");
        return routes;
    }
}
