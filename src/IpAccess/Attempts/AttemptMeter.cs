using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace IpAccess.Attempts;

/// <summary>
/// What became of the attempts of checks, in attempts and not in entries: the counters <c>ipaccess.attempts.recorded</c> and
/// <c>ipaccess.attempts.dropped</c> of the meter <c>IpAccess</c>.
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
        var meter = meters.Create("IpAccess");
        recorded = meter.CreateCounter<long>("ipaccess.attempts.recorded", Unit, "Attempts of checks that were handed to the queue.");
        dropped = meter.CreateCounter<long>("ipaccess.attempts.dropped", Unit, "Attempts of checks that were given up.");
    }

    /// <summary>Counts attempts that were handed to the queue.</summary>
    public void Record(long attempts) => recorded.Add(attempts);

    /// <summary>Counts attempts that were given up: too many waited for the queue, or it was away when the process stopped.</summary>
    public void Drop(long attempts) => dropped.Add(attempts);
}
