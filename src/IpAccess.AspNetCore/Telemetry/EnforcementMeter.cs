using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace IpAccess.AspNetCore.Telemetry;

/// <summary>What is decided here, from how old a list, and what goes wrong (docs/middleware.md, "Metrics"). Counting a decision allocates nothing.</summary>
internal sealed class EnforcementMeter
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "IpAccess.AspNetCore";

    private static readonly string[] Troubles = NamesOf<Trouble>();
    private static readonly object Yes = true;
    private static readonly object No = false;

    private readonly Meter meter;
    private readonly Counter<long> decisions;
    private readonly Counter<long> polls;
    private readonly Counter<long> troubles;
    private readonly Counter<long> reported;
    private readonly Counter<long> dropped;
    private readonly Counter<long> asked;

    /// <summary>The instruments, with nothing measured.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "A factory disposes its meters.")]
    public EnforcementMeter(IMeterFactory meters)
    {
        meter = meters.Create(Name);
        decisions = meter.CreateCounter<long>("ipaccess.enforcement.decisions", "{decision}", "Decisions made in this process.");
        polls = meter.CreateCounter<long>("ipaccess.snapshot.polls", "{poll}", "Questions for a newer list.");
        troubles = meter.CreateCounter<long>("ipaccess.enforcement.troubles", "{trouble}", "What went wrong.");
        reported = meter.CreateCounter<long>("ipaccess.attempts.reported", "{attempt}", "Attempts that the service took.");
        dropped = meter.CreateCounter<long>("ipaccess.attempts.lost", "{attempt}", "Attempts that were given up.");
        asked = meter.CreateCounter<long>("ipaccess.enforcement.asked", "{question}", "Questions that only the service can decide.");
    }

    /// <summary>A trouble as metrics and the health check write it.</summary>
    public static string NameOf(Trouble trouble) => Troubles[(int)trouble];

    /// <summary>Has the list in hand measured, whenever somebody asks.</summary>
    /// <param name="held">Its age and its version; null where there is none.</param>
    public void Observe(Func<(TimeSpan Age, long Version)?> held)
    {
        meter.CreateObservableGauge("ipaccess.snapshot.age", () => Observed(held()?.Age.TotalSeconds), "s", "Age of the list in hand.");
        meter.CreateObservableGauge("ipaccess.snapshot.version", () => Observed(held()?.Version), "{version}", "Version of the list in hand.");
    }

    /// <summary>Counts a decision.</summary>
    /// <param name="reason">Why, in one of few words.</param>
    /// <param name="isAllowed">Whether the client may come in.</param>
    public void Decided(string reason, bool isAllowed)
    {
        if (decisions.Enabled)
        {
            decisions.Add(1, new("ipaccess.reason", reason), new("ipaccess.allowed", isAllowed ? Yes : No));
        }
    }

    /// <summary>Counts an answer to a poll.</summary>
    /// <param name="outcome">One of few words.</param>
    public void Polled(string outcome) => polls.Add(1, new KeyValuePair<string, object?>("ipaccess.outcome", outcome));

    /// <summary>Counts what went wrong.</summary>
    public void Count(Trouble trouble) => troubles.Add(1, new KeyValuePair<string, object?>("ipaccess.trouble", NameOf(trouble)));

    /// <summary>Counts attempts that the service took.</summary>
    public void Reported(long attempts) => reported.Add(attempts);

    /// <summary>Counts attempts that were given up.</summary>
    public void Dropped(long attempts) => dropped.Add(attempts);

    /// <summary>Counts a question to the service.</summary>
    /// <param name="outcome">One of few words.</param>
    public void Asked(string outcome) => asked.Add(1, new KeyValuePair<string, object?>("ipaccess.outcome", outcome));

    private static string[] NamesOf<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    private static IEnumerable<Measurement<T>> Observed<T>(T? value)
        where T : struct => value is { } known ? [new(known)] : [];
}
