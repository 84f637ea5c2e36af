namespace IpAccess.Telemetry;

/// <summary>What the service's own traces and metrics are found by, on every host.</summary>
public static class TelemetryNames
{
    /// <summary>The name of the source of spans, and of the meter.</summary>
    public const string Source = "IpAccess";

    /// <summary>The name of the service (OpenTelemetry resource attribute <c>service.name</c>), unless a setting gives it another.</summary>
    public const string Service = "ipaccess";

    /// <summary>The span of the decisions on one request, beneath the span of the request.</summary>
    public const string DecideSpan = "ipaccess.decide";
}
