using System.Net;
using System.Net.Http.Json;
using System.Text;
using Azure.Storage.Queues;
using IpAccess.Checks;
using IpAccess.Health;
using IpAccess.Http;
using IpAccess.Storage;
using IpAccess.Telemetry;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Telemetry;

/// <summary>What the running self-host sends of one check, one recorded attempt, and one message of poison.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class TelemetryTests : IAsyncLifetime
{
    private const int Server = 2;
    private const int Client = 3;
    private const int Consumer = 5;
    private const int Error = 2;
    private const string Asked = "203.0.113.77";
    private const string Attempting = "198.51.100.23";
    private const string UserAgent = "agent-of-a-client/7";
    private const string Credential = "credential-of-a-client";
    private readonly AzuriteFixture azurite = new();
    private OtlpReceiver receiver = null!;

    public async Task InitializeAsync()
    {
        await azurite.InitializeAsync();
        receiver = await OtlpReceiver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await receiver.DisposeAsync();
        await azurite.DisposeAsync();
    }

    [NodeFact]
    public async Task Traces_metrics_and_logs_of_a_check_and_an_attempt_arrive_and_name_no_client()
    {
        await SendPoisonAsync(QueueNames.AccessAttemptsPoison);
        await using var host = await ListHost.StartAsync(azurite.ConnectionString, Settings());
        var (account, key) = await host.NewAccountAsync();
        await CallAsync(host, key);
        await SendPoisonAsync(QueueNames.AccessAttempts);

        await receiver.UntilAsync(it => MetricsAreThere(it.Points));
        await receiver.UntilAsync(it => it.Spans.Count(span => span.Kind == Consumer) >= 2 && it.Logs.Any(line => line.Contains("poison queue", StringComparison.Ordinal)));
        Assert.Equal(0, await host.StopAsync());

        AssertCheck();
        AssertMessages();
        AssertMetrics();
        AssertQuiet();
        AssertSecrets(account, key);
    }

    [NodeFact]
    public async Task Without_the_setting_nothing_is_sent()
    {
        var settings = Settings();
        settings[TelemetryExport.OtlpSetting] = null;
        settings["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = receiver.Address;
        await using var host = await ListHost.StartAsync(azurite.ConnectionString, settings);
        var (_, key) = await host.NewAccountAsync();
        await CallAsync(host, key);
        Assert.Equal(0, await host.StopAsync());

        Assert.Empty(receiver.Everything);
    }

    private Dictionary<string, string?> Settings() => new(StringComparer.Ordinal)
    {
        [TelemetryExport.OtlpSetting] = receiver.Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["IpAccess__Limits__PendingAttempts"] = "1",
    };

    private async Task SendPoisonAsync(string queue)
    {
        var client = new QueueClient(azurite.ConnectionString, queue);
        await client.CreateIfNotExistsAsync();
        await client.SendMessageAsync($"no JSON of {Attempting}");
    }

    private static async Task CallAsync(ListHost host, string key)
    {
        using var owner = host.NewClient(key, "192.0.2.9");
        using var stranger = host.NewClient(key + "x", "192.0.2.9");
        owner.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        await owner.CheckAsync(Asked);
        using var refused = await stranger.GetAsync($"/v1/check?ip={Asked}");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        foreach (var path in new[] { HealthRoutes.Live, HealthRoutes.Ready })
        {
            using var health = await owner.GetAsync($"/{path}");
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }

        // Only one finds room.
        var checks = new[] { Attempting, "198.51.100.24", "198.51.100.25" }
            .Select(ip => new { ip, surface = "api", user_agent = UserAgent, credential = Credential });
        using var recorded = await owner.PostAsJsonAsync("/v1/check", new { checks });
        Assert.Equal(HttpStatusCode.OK, recorded.StatusCode);
        using var allowed = await owner.PostAsJsonAsync($"/v1/attempts/{Attempting}/allow", new { label = "label-of-a-rule" });
        Assert.True(allowed.StatusCode is HttpStatusCode.Created or HttpStatusCode.NotFound or HttpStatusCode.Conflict, $"{allowed.StatusCode}");
        using var unknown = await owner.GetAsync($"/v1/unknown/{Attempting}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static bool MetricsAreThere(IReadOnlyList<OtlpPoint> points) =>
        Latest(points, MetricNames.AttemptsDropped).Any()
        && Latest(points, MetricNames.PoisonDepth).Any()
        && Latest(points, MetricNames.IngestLag).Any()
        && Latest(points, MetricNames.IngestMessages).Count() == 2;

    // The latest point of each set of attributes: sums and counts are cumulative.
    private static IEnumerable<OtlpPoint> Latest(IReadOnlyList<OtlpPoint> points, string metric) => points
        .Where(point => point.Metric == metric)
        .GroupBy(point => string.Join(' ', point.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal)))
        .Select(same => same.Last());

    private void AssertCheck()
    {
        var decided = receiver.Spans.Single(span => span.Name == TelemetryNames.DecideSpan && span.Attributes.ContainsKey(AttributeNames.Reason));
        Assert.Equal(("empty_list", "true", "1", "false"), (
            decided.Attributes[AttributeNames.Reason],
            decided.Attributes[AttributeNames.Allowed],
            decided.Attributes[AttributeNames.Version],
            decided.Attributes[AttributeNames.Stale]));
        var request = receiver.Spans.Single(span => span.Id == decided.Parent);
        Assert.Equal((decided.Trace, Server, $"GET {CheckRoutes.Check}"), (request.Trace, request.Kind, request.Name));
        Assert.Equal((CheckRoutes.Check, "?ip=Redacted"), (request.Attributes["url.path"], request.Attributes["url.query"]));
    }

    private void AssertMessages()
    {
        var consumed = receiver.Spans.Where(span => span.Kind == Consumer).ToList();
        Assert.All(consumed, span => Assert.Equal(
            ("access-attempts process", "", "access-attempts", "process"),
            (span.Name, span.Parent, span.Attributes[AttributeNames.MessagingDestination], span.Attributes[AttributeNames.MessagingOperationType])));
        Assert.Equal(["poison", "recorded"], consumed.Select(span => span.Attributes[AttributeNames.Outcome]).Order());
        Assert.All(consumed, span => Assert.Equal(span.Attributes[AttributeNames.Outcome] == "poison" ? Error : 0, span.Status));
        Assert.Contains(receiver.Spans, span => span.Kind == Client && consumed.Any(one => one.Id == span.Parent));
    }

    private void AssertMetrics()
    {
        var points = receiver.Points;
        Assert.Equal(4, Latest(points, MetricNames.Decisions).Sum(point => point.Value));
        Assert.Equal(["empty_list true"], Latest(points, MetricNames.Decisions)
            .Select(point => $"{point.Attributes[AttributeNames.Reason]} {point.Attributes[AttributeNames.Allowed]}"));
        Assert.Equal((1, 2), (Latest(points, MetricNames.AttemptsRecorded).Single().Value, Latest(points, MetricNames.AttemptsDropped).Single().Value));
        Assert.Equal(["poison 1", "recorded 1"], Latest(points, MetricNames.IngestMessages)
            .Select(point => $"{point.Attributes[AttributeNames.Outcome]} {point.Value}").Order());
        Assert.Equal(1, Latest(points, MetricNames.PoisonDepth).Single().Value);
        AssertTimes(MetricNames.DecisionDuration, 2, 60);
        AssertTimes(MetricNames.CacheAge, 2, 120);
        AssertTimes(MetricNames.IngestLag, 1, 180);
        Assert.Contains(points, point => point.Metric == "http.server.request.duration");
        Assert.Contains(points, point => point.Metric == "dotnet.gc.collections");
    }

    private void AssertTimes(string metric, int count, int seconds)
    {
        var point = Latest(receiver.Points, metric).Single();
        Assert.Equal((count, "s"), (point.Value, point.Unit));
        Assert.InRange(point.Sum, 0, seconds);
    }

    // What nobody asked for, and what is asked all the time, is not traced.
    private void AssertQuiet()
    {
        Assert.DoesNotContain(receiver.Spans, span => span.Name.Contains("health", StringComparison.Ordinal));
        Assert.DoesNotContain(receiver.Spans, span => span.Kind == Client && span.Parent.Length == 0);
        Assert.All(receiver.Resources, resource => Assert.Equal(
            (TelemetryNames.Service, ServiceVersion.Text), (resource["service.name"], resource["service.version"])));
    }

    private void AssertSecrets(string account, string key)
    {
        var everything = receiver.Everything;
        string[] secrets =
        [
            account, key, Convert.ToBase64String(Encoding.UTF8.GetBytes(key)), ListHost.OperatorKey, UserAgent, Credential, "label-of-a-rule",
            Asked, Attempting, "198.51.100.24", "192.0.2.9", "cb00714d", "c6336417", "c6336418", "no JSON",
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase));
    }
}
