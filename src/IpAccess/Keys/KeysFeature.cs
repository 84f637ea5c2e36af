using IpAccess.Http;
using IpAccess.Operators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Keys;

/// <summary>The keys of accounts.</summary>
internal static class KeysFeature
{
    public static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.AddSingleton<KeyDirectory>();
        services.AddSingleton<IKeyDirectory>(p => p.Get<KeyDirectory>());
        services.AddSingleton<KeyStore>();
        services.AddSingleton(p => new KeyEndpoints(p.Get<Gate>(), p.Get<KeyStore>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new WhoamiEndpoints(p.Get<Gate>()));
        services.AddSingleton(p => new OwnerKeyEndpoints(
            p.Get<Gate>(), p.Get<KeyStore>(), p.Get<OperatorLog>(), p.Get<TimeProvider>()));
        return services;
    }

    public static IEndpointRouteBuilder MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.ServiceProvider.Get<KeyEndpoints>();
        routes.MapRead(KeyRoutes.Keys, keys.ListKeysAsync).WithName("ListKeys");
        routes.MapPost(KeyRoutes.Keys, keys.CreateKeyAsync).WithName("CreateKey");
        routes.MapDelete(KeyRoutes.Key, keys.RevokeKeyAsync).WithName("RevokeKey");
        routes.MapPost(KeyRoutes.Rotate, keys.RotateKeyAsync).WithName("RotateKey");

        routes.MapRead(KeyRoutes.Whoami, routes.ServiceProvider.Get<WhoamiEndpoints>().GetWhoamiAsync).WithName("GetWhoami");

        var ownerKeys = routes.ServiceProvider.Get<OwnerKeyEndpoints>();
        routes.MapPost(KeyRoutes.OwnerKeys, ownerKeys.CreateOwnerKeyAsync).WithName("CreateOwnerKey");
        return routes;
    }
}
