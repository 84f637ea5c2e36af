using System.Collections.Concurrent;
using System.Text;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Telemetry;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpAccess.IntegrationTests.Telemetry;

/// <summary>Receives OTLP over HTTP on a free loopback port, and keeps all of it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly string[] Signals = ["/v1/traces", "/v1/metrics", "/v1/logs"];
    private readonly ConcurrentQueue<(string Path, byte[] Body)> received = [];
    private readonly WebApplication app;

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/v1/{signal}", ReceiveAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Address => app.Urls.Single();

    /// <summary>The spans so far.</summary>
    public IReadOnlyList<OtlpSpan> Spans => [.. Requests("/v1/traces").SelectMany(Otlp.Spans)];

    /// <summary>The points of metrics so far, the latest last.</summary>
    public IReadOnlyList<OtlpPoint> Points => [.. Requests("/v1/metrics").SelectMany(Otlp.Points)];

    /// <summary>The lines of the log so far.</summary>
    public IReadOnlyList<string> Logs => [.. Requests("/v1/logs").SelectMany(Otlp.Logs)];

    /// <summary>The resources that sent it.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Resources =>
        [.. Signals.SelectMany(Requests).SelectMany(Otlp.Resources)];

    /// <summary>All bytes so far, those that are no text as question marks.</summary>
    public string Everything => string.Join('\n', received.Select(request => Encoding.ASCII.GetString(request.Body)));

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until something holds of what was received.</summary>
    public async Task UntilAsync(Func<OtlpReceiver, bool> holds)
    {
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        while (!holds(this))
        {
            await Task.Delay(Pause, TimeProvider.System, hanging.Token);
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private IEnumerable<WireMessage> Requests(string path) =>
        received.Where(request => request.Path == path).Select(request => new WireMessage(request.Body));

    private async Task<IResult> ReceiveAsync(HttpRequest request, string signal)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        received.Enqueue(($"/v1/{signal}", body.ToArray()));
        return Results.Bytes([], "application/x-protobuf");
    }
}
