using System.Globalization;
using IpAccess.AspNetCore.Snapshots;
using IpAccess.AspNetCore.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace IpAccess.AspNetCore.Health;

/// <summary>
/// Unhealthy where the list decides no more, or the last good answer of the service is too long ago; degraded for five minutes after
/// anything went wrong.
/// </summary>
internal sealed class IpAccessHealthCheck(SnapshotHolder holder, Alarms alarms, IOptions<IpAccessOptions> options) : IHealthCheck
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var troubles = alarms.Within(Remembered);
        var since = holder.SinceConfirmed ?? holder.SinceStarted;
        var data = DataOf(troubles, since);
        var what = string.Join("; ", troubles.Select(trouble => $"{EnforcementMeter.NameOf(trouble.Trouble)}: {trouble.What}"));
        if (holder.Current is not { } held || holder.IsRefused || held.Age.Total > Limits.Of(held) || since > options.Value.UnhealthyAfter)
        {
            var age = FormattableString.Invariant($"The service gave no good answer for {since.TotalSeconds:F0} s.");
            return Task.FromResult(new HealthCheckResult(context.Registration.FailureStatus, $"{age} {what}".TrimEnd(), exception: null, data));
        }

        return Task.FromResult(troubles.Count > 0 ? HealthCheckResult.Degraded(what, exception: null, data) : HealthCheckResult.Healthy(description: null, data));
    }

    private Dictionary<string, object> DataOf(IReadOnlyList<(Trouble Trouble, string What)> troubles, TimeSpan since)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["seconds_since_answer"] = since.TotalSeconds };
        if (holder.Current is { } held)
        {
            data["version"] = held.Snapshot.Version;
            data["as_of"] = DateTimeOffset.FromUnixTimeMilliseconds(held.AsOf).ToString("u", CultureInfo.InvariantCulture);
            data["age_seconds"] = held.Age.Total.TotalSeconds;
        }

        foreach (var (trouble, what) in troubles)
        {
            data[EnforcementMeter.NameOf(trouble)] = what;
        }

        return data;
    }
}
