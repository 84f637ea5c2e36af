using IpAccess.AspNetCore.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what an app knows of its list to its health.</summary>
public static class IpAccessHealthChecksBuilderExtensions
{
    /// <summary>Unhealthy where the last good answer of the IpAccess service is too long ago; degraded after anything went wrong.</summary>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">What is reported in place of unhealthy; null for that.</param>
    /// <param name="tags">Its tags.</param>
    public static IHealthChecksBuilder AddIpAccess(
        this IHealthChecksBuilder builder, string name = "ipaccess", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null) =>
        builder.AddCheck<IpAccessHealthCheck>(name, failureStatus, tags ?? []);
}
