using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Storage.Caching;

/// <summary>What is remembered of storage, and for how long.</summary>
internal static class CachingFeature
{
    public static IServiceCollection AddCaching(this IServiceCollection services)
    {
        services.AddSingleton<CircuitBreaker>();
        services.AddSingleton(p => new CachePolicy { StaleFor = TimeSpan.FromSeconds(p.Options().Limits.MaxStaleSeconds) });
        services.AddSingleton<FreshCaches>();
        return services;
    }
}
