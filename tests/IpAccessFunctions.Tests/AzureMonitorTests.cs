using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace IpAccessFunctions.Tests;

public sealed class AzureMonitorTests
{
    private const string Connection =
        "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://127.0.0.1:1/";

    [Fact]
    public void With_its_setting_telemetry_goes_out_as_the_identity_of_the_app()
    {
        using var host = Build(("APPLICATIONINSIGHTS_CONNECTION_STRING", Connection), ("Storage:clientId", "11111111-1111-1111-1111-111111111111"));

        Assert.IsType<ManagedIdentityCredential>(Value<AzureMonitorExporterOptions>(host).Credential);
        Assert.NotNull(host.Services.GetService<TracerProvider>());
        Assert.NotNull(host.Services.GetService<MeterProvider>());
        Assert.Contains("WorkerOpenTelemetryEnabled", Value<WorkerOptions>(host).Capabilities.Keys);
    }

    [Fact]
    public void Without_it_nothing_is_set_up()
    {
        using var host = Build(("Storage:clientId", "11111111-1111-1111-1111-111111111111"));

        Assert.Null(host.Services.GetService<TracerProvider>());
        Assert.Null(host.Services.GetService<MeterProvider>());
    }

    private static T Value<T>(IHost host)
        where T : class => host.Services.GetRequiredService<IOptions<T>>().Value;

    private static IHost Build(params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        AzureMonitor.AddTo(builder);
        return builder.Build();
    }
}
