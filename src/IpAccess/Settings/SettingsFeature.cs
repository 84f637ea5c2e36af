using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Operators;
using IpAccess.Storage.Caching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Settings;

/// <summary>The settings of a list, and the way back in for who is locked out.</summary>
internal static class SettingsFeature
{
    public static IServiceCollection AddSettings(this IServiceCollection services)
    {
        services.AddSingleton(p => new SettingsEndpoints(
            p.Get<Gate>(),
            p.Get<AllowlistStore>(),
            p.Get<AllowlistEditor>(),
            p.Get<DecisionMemory>(),
            p.Get<CachePolicy>(),
            p.Get<TimeProvider>()));
        services.AddSingleton(p => new RecoveryEndpoints(p.Get<Gate>(), p.Get<AllowlistEditor>(), p.Get<OperatorLog>()));
        return services;
    }

    public static IEndpointRouteBuilder MapSettings(this IEndpointRouteBuilder routes)
    {
        var settings = routes.ServiceProvider.Get<SettingsEndpoints>();
        routes.MapRead(SettingsRoutes.Settings, settings.GetSettingsAsync).WithName("GetSettings");
        routes.MapPatch(SettingsRoutes.Settings, settings.PatchSettingsAsync).WithName("PatchSettings");

        var recovery = routes.ServiceProvider.Get<RecoveryEndpoints>();
        routes.MapPost(SettingsRoutes.Recovery, recovery.GrantRecoveryAsync).WithName("GrantRecovery");
        return routes;
    }
}
