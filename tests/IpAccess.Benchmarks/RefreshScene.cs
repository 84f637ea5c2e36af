using System.Globalization;
using IpAccess.AspNetCore.Service;
using IpAccess.AspNetCore.Snapshots;
using IpAccess.Decisions;
using IpAccess.Snapshots;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using AppOptions = IpAccess.AspNetCore.IpAccessOptions;

namespace IpAccess.Benchmarks;

/// <summary>A server that answers polls with bytes that are there already, so that only what an app does for them takes time.</summary>
internal sealed class RefreshScene : IAsyncDisposable
{
    private const long AsOf = 1_795_348_800;
    private readonly WebApplication server;
    private readonly ServiceConnection connection;

    private RefreshScene(WebApplication server, ServiceConnection connection, Snapshot known) =>
        (this.server, this.connection, Known, Question) = (server, connection, known, new(connection, TimeProvider.System));

    /// <summary>What an app has in hand.</summary>
    public Snapshot Known { get; }

    /// <summary>How it polls.</summary>
    public SnapshotQuestion Question { get; }

    /// <summary>Starts it, with a list of so many rules.</summary>
    public static async Task<RefreshScene> StartAsync(int rules)
    {
        var bytes = SnapshotFormat.Write(AsOf * 1000, SnapshotFormat.Pack(ContentOf(rules)));
        Console.WriteLine(FormattableString.Invariant($"// {rules} rules: {bytes.Length} bytes on the wire"));

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.MapGet("/v1/snapshot", (HttpRequest request, CancellationToken cancellationToken) => AnswerAsync(request, bytes, cancellationToken));
        await server.StartAsync();
        var options = new AppOptions { Service = new(server.Urls.Single()), Key = "ipa_key-of-the-benchmark" };
        return new(server, new(Options.Create(options)), SnapshotFormat.Read(bytes));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return server.DisposeAsync();
    }

    private static Task AnswerAsync(HttpRequest request, byte[] bytes, CancellationToken cancellationToken)
    {
        var response = request.HttpContext.Response;
        response.Headers["X-IpAccess-As-Of"] = DateTimeOffset.FromUnixTimeSeconds(AsOf).ToString("u", CultureInfo.InvariantCulture);
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, cancellationToken).AsTask();
    }

    private static SnapshotContent ContentOf(int rules)
    {
        var settings = new DecisionSettings { Mode = Mode.Enforce, EmptyList = EmptyList.Deny, ExemptSurfaces = [], Recoveries = [] };
        var all = SampleNetworks.Sorted(rules, isIPv6: false).Select((network, place) => new SnapshotRule(place + 1, network, expiresAt: null));
        return new("acme", "of-the-benchmark", new(1, settings, SnapshotRules.Of(all), []));
    }
}
