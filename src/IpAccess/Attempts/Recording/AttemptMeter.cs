using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using IpAccess.Telemetry;

namespace IpAccess.Attempts.Recording;

/// <summary>
/// What became of the attempts of checks, in attempts and not in entries: <see cref="MetricNames.AttemptsRecorded"/> and
/// <see cref="MetricNames.AttemptsDropped"/>.
/// </summary>
internal sealed class AttemptMeter
{
    private const string Unit = "{attempt}";
    private readonly Counter<long> recorded;
    private readonly Counter<long> dropped;

    /// <summary>The counters, at zero.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "A factory disposes its meters.")]
    public AttemptMeter(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.Source);
        recorded = meter.CreateCounter<long>(MetricNames.AttemptsRecorded, Unit, "Attempts of checks that were handed to the queue.");
        dropped = meter.CreateCounter<long>(MetricNames.AttemptsDropped, Unit, "Attempts of checks that were given up.");
    }

    /// <summary>Counts attempts that were handed to the queue.</summary>
    public void Record(long attempts) => recorded.Add(attempts);

    /// <summary>Counts attempts that were given up: too many waited for the queue, or it was away when the process stopped.</summary>
    public void Drop(long attempts) => dropped.Add(attempts);
}
