using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using IpAccess.Decisions;
using IpAccess.Telemetry;

namespace IpAccess.Checks;

/// <summary>
/// What checks are answered, how fast, and from how old a list: <see cref="MetricNames.Decisions"/>,
/// <see cref="MetricNames.DecisionDuration"/>, <see cref="MetricNames.CacheAge"/> and <see cref="MetricNames.CacheOversized"/>.
/// Measuring allocates nothing.
/// </summary>
internal sealed class DecisionMeter
{
    private static readonly object Yes = true;
    private static readonly object No = false;

    // From what memory answers in to what storage takes until it is given up.
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.000_01, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    };

    // Around the limits of FreshCache.
    private static readonly InstrumentAdvice<double> Ages = new()
    {
        HistogramBucketBoundaries = [0.1, 0.5, 1, 2, 3, 4, 5, 10, 20, 30, 45, 60, 120, 600],
    };

    private readonly Counter<long> decisions;
    private readonly Counter<long> oversized;
    private readonly Histogram<double> duration;
    private readonly Histogram<double> age;

    /// <summary>The instruments, with nothing measured.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "A factory disposes its meters.")]
    public DecisionMeter(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.Source);
        decisions = meter.CreateCounter<long>(MetricNames.Decisions, "{decision}", "Decisions of checks.");
        oversized = meter.CreateCounter<long>(
            MetricNames.CacheOversized, "{read}", "Readings of lists that found no room in the memory for decisions.");
        duration = meter.CreateHistogram(
            MetricNames.DecisionDuration, "s", "Time that the decisions on one check request took.", tags: null, Durations);
        age = meter.CreateHistogram(
            MetricNames.CacheAge, "s", "Age of the list that the decisions on one check request were made from.", tags: null, Ages);
    }

    /// <summary>Counts the decisions on one request.</summary>
    /// <param name="made">The decisions.</param>
    /// <param name="listAge">How long ago their list was read.</param>
    public void Count(IReadOnlyList<Decision> made, TimeSpan listAge)
    {
        age.Record(listAge.TotalSeconds);
        for (var i = 0; decisions.Enabled && i < made.Count; i++)
        {
            decisions.Add(
                1, new(AttributeNames.Reason, ReasonNames.Of(made[i].Reason)), new(AttributeNames.Allowed, made[i].Allowed ? Yes : No));
        }
    }

    /// <summary>Counts a reading of a list that found no room.</summary>
    public void Oversized() => oversized.Add(1);

    /// <summary>Notes how long the decisions on one request took.</summary>
    public void Took(TimeSpan time) => duration.Record(time.TotalSeconds);
}
