using Microsoft.Extensions.Hosting;

namespace IpAccess.Telemetry;

/// <summary>Where telemetry goes: what a host sets up only where a setting asks for it.</summary>
public static class TelemetryExport
{
    /// <summary>The setting that names where OTLP goes (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).</summary>
    public const string OtlpSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The setting that names an Application Insights resource.</summary>
    public const string AzureMonitorSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>Sets an exporter up where its setting is there; else nothing is measured and no work is done.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="export">Sets it up.</param>
    public static IHostApplicationBuilder ExportTelemetry(
        this IHostApplicationBuilder builder, string setting, Action<IHostApplicationBuilder> export)
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration[setting]))
        {
            export(builder);
        }

        return builder;
    }
}
