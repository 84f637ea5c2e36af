using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using IpAccess.Telemetry;

namespace IpAccess.Enforcers.Recording;

/// <summary>Counts what was seen and is noted nowhere: <see cref="MetricNames.EnforcersDropped"/>.</summary>
internal sealed class EnforcerMeter
{
    private readonly Counter<long> dropped;

    /// <summary>The counter, at zero.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "A factory disposes its meters.")]
    public EnforcerMeter(IMeterFactory meters) => dropped = meters.Create(TelemetryNames.Source).CreateCounter<long>(
        MetricNames.EnforcersDropped, "{sighting}", "Sightings of who enforces a list that were given up.");

    /// <summary>Counts sightings: there was no room for the name, or storage was away when the process stopped.</summary>
    public void Drop(long sightings) => dropped.Add(sightings);
}
