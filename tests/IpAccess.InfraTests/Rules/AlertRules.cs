using System.Text.Json;
using System.Text.RegularExpressions;
using IpAccess.Allowlists;
using IpAccess.Checks;
using IpAccess.Health;
using IpAccess.Telemetry;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Text;

namespace IpAccess.InfraTests.Rules;

/// <summary>Alerts ask about telemetry that there is, and someone hears them.</summary>
internal static partial class AlertRules
{
    private const string Rule = "Microsoft.Insights/scheduledQueryRules";

    private static readonly string[] Alerts = ["denied", "dropped", "failed-checks", "not-ready", "poison", "server-errors"];

    // The counters and gauges of the library that alerts ask about.
    private static readonly string[] Metrics = [MetricNames.AttemptsDropped, MetricNames.Decisions, MetricNames.PoisonDepth];

    // Requests that answer whether someone may come in, and whether the service is ready.
    private static readonly string[] Paths = [.. new[] { CheckRoutes.Check, HealthRoutes.Ready }.Select(route => $"/{Prefix()}{route}")];

    /// <summary>What is wrong with a deployment.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="told">Whether someone is to be told.</param>
    public static IEnumerable<string> Faults(Deployment deployment, bool told)
    {
        var queries = deployment.Of(Rule).Select(rule => rule.Text("properties.criteria.allOf.0.query") ?? string.Empty).ToList();
        return
        [
            .. Expect.Same("alerts", Alerts, deployment.Of(Rule).Select(Name)),
            .. Expect.Every(deployment, Rule, "properties.enabled", "true"),
            .. Expect.Same("metrics of alerts", Metrics, queries.SelectMany(query => Matches(MetricName, query))),
            .. Expect.Same("paths of alerts", Paths, queries.SelectMany(query => Matches(Path, query))),
            .. queries.Where(query => !Table.IsMatch(query)).Select(query => $"an alert reads no telemetry: {query}"),
            .. deployment.Of(Rule).Where(rule => told == rule.At("properties.actions.actionGroups.0") is null)
                .Select(rule => $"alert {Name(rule)}: {(told ? "nobody" : "someone")} is told"),
        ];
    }

    /// <summary>What comes before every route on Functions, with its slash.</summary>
    private static string Prefix() => JsonElement.Parse(File.ReadAllText(Repository.PathOf("host.json")))
        .GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString() is { Length: > 0 } prefix ? $"{prefix}/" : string.Empty;

    private static string Name(Resource rule) => AlertName.Match(rule.Text("properties.displayName") ?? string.Empty).Groups[1].Value;

    private static IEnumerable<string> Matches(Regex regex, string query) => regex.Matches(query).Select(match => match.Groups[1].Value);

    [GeneratedRegex("^IpAccess: (.+)$")]
    private static partial Regex AlertName { get; }

    [GeneratedRegex(@"\bName == '([^']*)'")]
    private static partial Regex MetricName { get; }

    [GeneratedRegex(@"\bUrl has '([^']*)'")]
    private static partial Regex Path { get; }

    [GeneratedRegex("(?m)^App(Metrics|Requests)$")]
    private static partial Regex Table { get; }
}
