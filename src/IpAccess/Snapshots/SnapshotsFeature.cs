using IpAccess.Allowlists.Versions;
using IpAccess.Enforcers.Sightings;
using IpAccess.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Snapshots;

/// <summary>All that a decision needs, for apps that decide for themselves.</summary>
internal static class SnapshotsFeature
{
    private const long KeptBytes = 64 * LimitsOptions.Megabyte;

    public static IServiceCollection AddSnapshots(this IServiceCollection services)
    {
        services.AddSingleton(p => new SnapshotReader(p.Get<AllowlistStore>(), p.Get<TimeProvider>()));
        services.AddSingleton(_ => new PackedSnapshots(KeptBytes));
        services.AddSingleton(p => new SnapshotEndpoints(p.Get<Gate>(), p.Get<SnapshotReader>(), p.Get<PackedSnapshots>(), p.Get<IEnforcerLog>()));
        return services;
    }

    public static IEndpointRouteBuilder MapSnapshots(this IEndpointRouteBuilder routes)
    {
        routes.MapRead(SnapshotRoutes.Snapshot, routes.ServiceProvider.Get<SnapshotEndpoints>().GetSnapshotAsync).WithName("GetSnapshot");
        return routes;
    }
}
