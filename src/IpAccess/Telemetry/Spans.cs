using System.Diagnostics;

namespace IpAccess.Telemetry;

/// <summary>The source of the service's spans. Where nobody listens there are none: null.</summary>
internal static class Spans
{
    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new(TelemetryNames.Source, ServiceVersion.Text);

    /// <summary>Notes an exception on a span, which then has failed.</summary>
    public static void Fail(this Activity span, Exception exception)
    {
        span.SetTag(AttributeNames.ErrorType, exception.GetType().FullName);
        span.AddException(exception);
        span.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>Notes on a span that it failed in a way that was foreseen.</summary>
    /// <param name="kind">One of few words.</param>
    public static void Fail(this Activity span, string kind)
    {
        span.SetTag(AttributeNames.ErrorType, kind);
        span.SetStatus(ActivityStatusCode.Error);
    }
}
