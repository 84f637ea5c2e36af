using System.Diagnostics.Metrics;
using System.Net;
using IpAccess.AspNetCore.Snapshots;
using IpAccess.AspNetCore.Telemetry;
using IpAccess.Testing.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace IpAccess.AspNetCore.Tests.Scenes;

/// <summary>An app with the two lines of the README in it, on the clocks of the test.</summary>
internal sealed class GuardedApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly MeterListener listener = new();
    private readonly HashSet<string> troubles = [];

    private GuardedApp(WebApplication app) => this.app = app;

    /// <summary>The address that requests come from; null for none.</summary>
    public IPAddress? Peer { get; set; } = new([198, 51, 100, 20]);

    public KeptLog Log { get; } = new();

    public IServiceProvider Services => app.Services;

    public SnapshotHolder Holder => Services.GetRequiredService<SnapshotHolder>();

    /// <summary>The kinds of trouble that the metric counted.</summary>
    public IReadOnlyCollection<string> Troubles
    {
        get
        {
            lock (troubles)
            {
                return [.. troubles];
            }
        }
    }

    /// <summary>Starts one against a service that answers as the test says.</summary>
    public static Task<GuardedApp> StartAsync(
        ScriptedService service, TimeProvider clock, Action<IpAccessOptions>? configure = null, Action<WebApplication>? map = null) =>
        StartAsync(
            clock,
            options =>
            {
                options.Service = new("https://ipaccess.example");
                options.Key = "ipa_key-of-the-tests";
                options.Handler = service;
                configure?.Invoke(options);
            },
            map: map);

    public static async Task<GuardedApp> StartAsync(
        TimeProvider clock, Action<IpAccessOptions> configure, Action<IServiceCollection>? add = null, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(clock);
        builder.Services.AddIpAccess(configure);
        builder.Services.AddHealthChecks().AddIpAccess();
        builder.WebHost.UseTestServer();
        add?.Invoke(builder.Services);
        var app = builder.Build();
        var guarded = new GuardedApp(app);
        guarded.Listen();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(guarded.Log);
        app.Use((HttpContext context, RequestDelegate next) =>
        {
            context.Connection.RemoteIpAddress = guarded.Peer;
            return next(context);
        });
        if (map is null)
        {
            app.UseIpAccess();
            app.MapGet("/", () => "in");
        }
        else
        {
            map(app);
        }

        await app.StartAsync();
        return guarded;
    }

    /// <summary>The status of a request from an address.</summary>
    public async Task<int> StatusAsync(string? from = "198.51.100.20", string path = "/") => (await GetAsync(from, path)).Status;

    /// <summary>The answer to a request from an address; null for none.</summary>
    public async Task<Reply> GetAsync(string? from, string path = "/", params (string Name, string Value)[] headers)
    {
        Peer = from is null ? null : IPAddress.TryParse(from.AsSpan(), out var address) ? address : throw new ArgumentException(from);
        using var client = app.GetTestClient();
        return await client.CallAsync("GET", path, headers: headers);
    }

    public async Task<HealthReportEntry> HealthAsync() =>
        (await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["ipaccess"];

    /// <summary>That a trouble was told in the log, by the metric, and by the health check.</summary>
    public async Task IsLoudAsync(string trouble, string line)
    {
        Assert.Contains(trouble, Troubles);
        Assert.Contains(Log.Lines, told => told.Contains(line, StringComparison.Ordinal));
        var health = await HealthAsync();
        Assert.NotEqual(HealthStatus.Healthy, health.Status);
        Assert.True(health.Data.ContainsKey(trouble), string.Join(", ", health.Data.Keys));
    }

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        listener.Dispose();
        Log.Dispose();
    }

    private void Listen()
    {
        var factory = Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == factory && instrument.Meter.Name == EnforcementMeter.Name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
        {
            if (instrument.Name == "ipaccess.enforcement.troubles")
            {
                lock (troubles)
                {
                    troubles.Add((string)tags[0].Value!);
                }
            }
        });
        listener.Start();
    }
}
