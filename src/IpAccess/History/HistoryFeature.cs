using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.History;

/// <summary>What a list was, and the way back there.</summary>
internal static class HistoryFeature
{
    public static IServiceCollection AddHistory(this IServiceCollection services)
    {
        services.AddSingleton(p => new VersionEndpoints(p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<VersionHistory>()));
        services.AddSingleton(p => new RestoreEndpoints(p.Get<Gate>(), p.Get<AllowlistEditor>()));
        return services;
    }

    public static IEndpointRouteBuilder MapHistory(this IEndpointRouteBuilder routes)
    {
        var versions = routes.ServiceProvider.Get<VersionEndpoints>();
        routes.MapRead(HistoryRoutes.Versions, versions.ListVersionsAsync).WithName("ListVersions");
        routes.MapRead(HistoryRoutes.Version, versions.GetVersionAsync).WithName("GetVersion");
        routes.MapRead(HistoryRoutes.Diff, versions.DiffVersionsAsync).WithName("DiffVersions");

        var restore = routes.ServiceProvider.Get<RestoreEndpoints>();
        routes.MapPost(HistoryRoutes.Restore, restore.RestoreVersionAsync).WithName("RestoreVersion");
        routes.MapPost(HistoryRoutes.Confirm, restore.ConfirmVersionAsync).WithName("ConfirmVersion");
        return routes;
    }
}
