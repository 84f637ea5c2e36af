using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using IpAccess.Attempts.Entries;
using IpAccess.Telemetry;

namespace IpAccess.Attempts.Queue;

/// <summary>
/// What becomes of the queue's messages: <see cref="MetricNames.IngestMessages"/> and <see cref="MetricNames.IngestLag"/>. A
/// message that is delivered twice is measured twice.
/// </summary>
internal sealed class IngestMeter
{
    // From the recorder's half second to the days that a queue may have been left alone.
    private static readonly InstrumentAdvice<double> Lags = new()
    {
        HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600, 86_400],
    };

    private readonly TimeProvider clock;
    private readonly Counter<long> messages;
    private readonly Histogram<double> lag;

    /// <summary>The instruments, with nothing measured.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "A factory disposes its meters.")]
    public IngestMeter(IMeterFactory meters, TimeProvider clock)
    {
        this.clock = clock;
        var meter = meters.Create(TelemetryNames.Source);
        messages = meter.CreateCounter<long>(MetricNames.IngestMessages, "{message}", "Messages taken from the queue.");
        lag = meter.CreateHistogram(
            MetricNames.IngestLag, "s", "Time from the latest attempt of a message until it was recorded.", tags: null, Lags);
    }

    /// <summary>Notes that the attempts of a message are recorded as of now. Attempts ahead of our clock came without a lag.</summary>
    public void Recorded(AttemptMessage message)
    {
        var latest = DateTimeOffset.FromUnixTimeSeconds(message.Attempts.Max(attempt => attempt.LastAt));
        lag.Record(Math.Max(0, (clock.GetUtcNow() - latest).TotalSeconds));
    }

    /// <summary>Counts a message by what became of it: one of <see cref="IngestOutcomes"/>.</summary>
    public void Count(string outcome) => messages.Add(1, new KeyValuePair<string, object?>(AttributeNames.Outcome, outcome));
}

/// <summary>What can become of a message.</summary>
internal static class IngestOutcomes
{
    /// <summary>Its attempts are recorded, now or already before.</summary>
    public const string Recorded = "recorded";

    /// <summary>It went to the poison queue.</summary>
    public const string Poison = "poison";

    /// <summary>It comes again.</summary>
    public const string Failed = "failed";
}
