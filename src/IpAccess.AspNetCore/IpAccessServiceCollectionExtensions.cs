using IpAccess.AspNetCore;
using IpAccess.AspNetCore.Attempts;
using IpAccess.AspNetCore.Deciding;
using IpAccess.AspNetCore.Endpoints;
using IpAccess.AspNetCore.Health;
using IpAccess.AspNetCore.Service;
using IpAccess.AspNetCore.Snapshots;
using IpAccess.AspNetCore.Telemetry;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the list of an IpAccess service to an app.</summary>
public static class IpAccessServiceCollectionExtensions
{
    /// <summary>Adds what <c>app.UseIpAccess()</c> needs: the list, kept fresh behind the requests.</summary>
    /// <param name="configure">Sets what the section <c>IpAccess</c> of the configuration does not; null for nothing.</param>
    public static IServiceCollection AddIpAccess(this IServiceCollection services, Action<IpAccessOptions>? configure = null)
    {
        services.AddOptions<IpAccessOptions>().BindConfiguration(IpAccessOptions.Section).Configure(configure ?? (_ => { })).ValidateOnStart();
        if (services.Any(service => service.ServiceType == typeof(Enforcement)))
        {
            return services;
        }

        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<IpAccessOptions>, OptionsValidator>();
        services.AddSingleton<SnapshotHolder>();
        services.AddSingleton<EnforcementMeter>();
        services.AddSingleton<Alarms>();
        services.AddSingleton<Freshness>();
        services.AddSingleton<SnapshotFile>();
        services.AddSingleton<SnapshotKeeper>();
        services.AddSingleton<ServiceConnection>();
        services.AddSingleton<SnapshotQuestion>();
        services.AddSingleton<LocalDecider>();
        services.AddSingleton<ServiceCheck>();
        services.AddSingleton<PendingAttempts>();
        services.AddSingleton<Enforcement>();
        services.AddSingleton<IAuthorizationHandler, IpAccessRequirementHandler>();
        services.AddSingleton<IpAccessHealthCheck>();
        services.AddHostedService<SnapshotPoller>();
        services.AddHostedService<AttemptReporter>();
        return services;
    }
}
