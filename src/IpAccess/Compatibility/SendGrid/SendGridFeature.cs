using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Attempts;
using IpAccess.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Compatibility.SendGrid;

/// <summary>The service as SendGrid's clients know it.</summary>
internal static class SendGridFeature
{
    public static IServiceCollection AddSendGrid(this IServiceCollection services)
    {
        services.AddSingleton(SendGridErrors.Shape);
        services.AddSingleton(p => new WhitelistEndpoints(
            p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<AllowlistEditor>(), p.Options().SendGrid));
        services.AddSingleton(p => new ActivityEndpoints(p.Get<Gate>(), p.Get<AttemptStore>(), p.Get<Locations>()));
        return services;
    }

    public static IEndpointRouteBuilder MapSendGrid(this IEndpointRouteBuilder routes)
    {
        var whitelist = routes.ServiceProvider.Get<WhitelistEndpoints>();
        routes.MapRead(SendGridRoutes.Whitelist, whitelist.ListWhitelistAsync).WithName("ListWhitelist");
        routes.MapPost(SendGridRoutes.Whitelist, whitelist.AddToWhitelistAsync).WithName("AddToWhitelist");
        routes.MapDelete(SendGridRoutes.Whitelist, whitelist.RemoveFromWhitelistAsync).WithName("RemoveFromWhitelist");
        routes.MapRead(SendGridRoutes.WhitelistEntry, whitelist.GetWhitelistEntryAsync).WithName("GetWhitelistEntry");
        routes.MapDelete(SendGridRoutes.WhitelistEntry, whitelist.DeleteWhitelistEntryAsync).WithName("DeleteWhitelistEntry");

        var activity = routes.ServiceProvider.Get<ActivityEndpoints>();
        routes.MapRead(SendGridRoutes.Activity, activity.ListActivityAsync).WithName("ListActivity");
        return routes;
    }
}
