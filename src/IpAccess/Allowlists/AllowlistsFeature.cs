using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Allowlists;

/// <summary>The domain: writes to the lists, and what decisions are made from.</summary>
internal static class AllowlistsFeature
{
    public static IServiceCollection AddAllowlists(this IServiceCollection services)
    {
        services.AddSingleton(p => new DecisionMemory(p.Options().Limits.DecisionCacheMegabytes * LimitsOptions.Megabyte));
        services.AddSingleton<AllowlistEditor>();
        return services;
    }
}
