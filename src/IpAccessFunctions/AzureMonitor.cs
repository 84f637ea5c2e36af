using Azure.Monitor.OpenTelemetry.Exporter;
using IpAccess.Telemetry;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace IpAccessFunctions;

/// <summary>
/// Traces, metrics and logs to Application Insights, where a setting names one. The Functions host sends its own, by the
/// <c>telemetryMode</c> of host.json (https://learn.microsoft.com/azure/azure-functions/opentelemetry-howto).
/// </summary>
internal static class AzureMonitor
{
    /// <summary>Sets it up.</summary>
    public static void AddTo(IHostApplicationBuilder builder) =>
        builder.ExportTelemetry(TelemetryExport.AzureMonitorSetting, Export);

    private static void Export(IHostApplicationBuilder builder)
    {
        // ASP.NET Core logs whole URLs, and those of checks hold addresses.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(traces => traces.AddSource(TelemetryNames.Source))
            .WithMetrics(metrics => metrics.AddMeter(TelemetryNames.Source))
            .UseAzureMonitorExporter(azure => azure.Credential = TelemetryIdentity.Of(builder.Configuration));
    }
}
