using IpAccess.Allowlists.Versions.Tree;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Allowlists.Versions;

/// <summary>The store of the lists and of what they were.</summary>
internal static class VersionsFeature
{
    public static IServiceCollection AddVersions(this IServiceCollection services)
    {
        services.AddSingleton(p => new PageCache(p.Options().Limits.PageCacheMegabytes * LimitsOptions.Megabyte));
        services.AddSingleton(new PageLimits());
        services.AddSingleton<AllowlistStore>();
        services.AddSingleton<IAllowlistStore>(p => p.Get<AllowlistStore>());
        services.AddSingleton<VersionHistory>();
        services.AddSingleton<VersionRetention>();
        services.AddSingleton<ListBuilder>();
        return services;
    }
}
