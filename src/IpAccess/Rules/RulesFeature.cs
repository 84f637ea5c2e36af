using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Rules;

/// <summary>The rules of a list.</summary>
internal static class RulesFeature
{
    public static IServiceCollection AddRules(this IServiceCollection services)
    {
        services.AddSingleton(p => new RuleEndpoints(
            p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<AllowlistEditor>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new BulkEndpoints(p.Get<Gate>(), p.Get<AllowlistEditor>()));
        return services;
    }

    public static IEndpointRouteBuilder MapRules(this IEndpointRouteBuilder routes)
    {
        var rules = routes.ServiceProvider.Get<RuleEndpoints>();
        routes.MapRead(RuleRoutes.Rules, rules.ListRulesAsync).WithName("ListRules");
        routes.MapRead(RuleRoutes.Rule, rules.GetRuleAsync).WithName("GetRule");
        routes.MapPatch(RuleRoutes.Rule, rules.PatchRuleAsync).WithName("PatchRule");
        routes.MapDelete(RuleRoutes.Rule, rules.DeleteRuleAsync).WithName("DeleteRule");

        var bulk = routes.ServiceProvider.Get<BulkEndpoints>();
        routes.MapPost(RuleRoutes.Rules, bulk.AddRulesAsync).WithName("AddRules");
        routes.MapPut(RuleRoutes.Rules, bulk.ReplaceRulesAsync).WithName("ReplaceRules");
        routes.MapPost(RuleRoutes.Delete, bulk.DeleteRulesAsync).WithName("DeleteRules");
        return routes;
    }
}
