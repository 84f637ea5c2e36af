using System.Diagnostics;
using IpAccess.Health;
using IpAccess.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Instrumentation.Http;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace IpAccess.SelfHost;

/// <summary>
/// Traces, metrics and logs by OTLP, where the standard setting <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says so; the other
/// <c>OTEL_…</c> settings hold too. Nothing that leaves here holds the address of a client.
/// </summary>
internal static class Telemetry
{
    private static readonly string[] Unmeasured = [$"/{HealthRoutes.Live}", $"/{HealthRoutes.Ready}"];

    /// <summary>Sets it up, after the logging providers.</summary>
    public static void AddTo(IHostApplicationBuilder builder) => builder.ExportTelemetry(TelemetryExport.OtlpSetting, Export);

    private static void Export(IHostApplicationBuilder builder)
    {
        builder.Services.Configure<AspNetCoreTraceInstrumentationOptions>(Configure);
        builder.Services.Configure<HttpClientTraceInstrumentationOptions>(Configure);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(TelemetryNames.Service, serviceVersion: ServiceVersion.Text)
                .AddEnvironmentVariableDetector())
            .WithTracing(traces => traces
                .AddSource(TelemetryNames.Source)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation())
            .WithMetrics(metrics => metrics
                .AddMeter(TelemetryNames.Source)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .WithLogging(configureBuilder: null, logs => logs.IncludeFormattedMessage = true)
            .UseOtlpExporter();
    }

    private static void Configure(AspNetCoreTraceInstrumentationOptions requests)
    {
        requests.Filter = context => !Unmeasured.Contains(context.Request.Path.Value, StringComparer.OrdinalIgnoreCase);
        requests.EnrichWithHttpResponse = (span, response) =>
        {
            // The path of a route may name the client's address, and the agent may be the client's.
            span.SetTag("url.path", (response.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
            span.SetTag("user_agent.original", null);
        };
    }

    private static void Configure(HttpClientTraceInstrumentationOptions calls)
    {
        // Storage is asked all the time on nobody's behalf; and the keys of its rows hold addresses.
        calls.FilterHttpRequestMessage = _ => Activity.Current?.ParentId is not null;
        calls.EnrichWithHttpRequestMessage = (span, request) =>
            span.SetTag("url.full", request.RequestUri?.GetLeftPart(UriPartial.Authority));
    }
}
