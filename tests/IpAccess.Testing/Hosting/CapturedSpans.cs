using System.Collections.Concurrent;
using System.Diagnostics;
using IpAccess.Telemetry;

namespace IpAccess.Testing.Hosting;

/// <summary>The spans of one trace: the service's own, and those of requests.</summary>
internal sealed class CapturedSpans : IDisposable
{
    private readonly ActivityTraceId trace = ActivityTraceId.CreateRandom();
    private readonly ConcurrentQueue<Activity> ended = [];
    private readonly ActivityListener listener;

    public CapturedSpans()
    {
        listener = new()
        {
            ShouldListenTo = source => source.Name is TelemetryNames.Source or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>The header that makes a request part of the trace (https://www.w3.org/TR/trace-context/).</summary>
    public string TraceParent => $"00-{trace}-{ActivitySpanId.CreateRandom()}-01";

    /// <summary>The service's own spans that have ended.</summary>
    public IEnumerable<Activity> Own => ended.Where(span => span.TraceId == trace && span.Source.Name == TelemetryNames.Source);

    /// <summary>The spans of requests that have ended.</summary>
    public IEnumerable<Activity> Requests => ended.Where(span => span.TraceId == trace && span.Source.Name != TelemetryNames.Source);

    /// <summary>Does something as part of the trace.</summary>
    public async Task TraceAsync(Func<Task> work)
    {
        using var parent = new Activity("test");
        parent.SetParentId(trace, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded).Start();
        await work();
    }

    /// <summary>The attributes of a span by name.</summary>
    public static string Attributes(Activity span) => string.Join(
        ' ', span.TagObjects.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => FormattableString.Invariant($"{tag.Key}={tag.Value}")));

    public void Dispose() => listener.Dispose();
}
