using System.Globalization;
using IpAccess.Networks;

namespace IpAccess.InfraTests;

/// <summary>The cost of a month, by the formulas, prices and assumptions of <c>infra/README.md</c>.</summary>
/// <param name="deployment">What is paid for.</param>
/// <param name="quotaGb">How much telemetry is taken a day, in GB.</param>
/// <param name="checks">The checks of the month.</param>
internal sealed class Cost(Deployment deployment, decimal quotaGb, decimal checks)
{
    private const decimal Million = 1_000_000;

    private static readonly Dictionary<string, decimal> Values = Readme.Table("price").Concat(Readme.Table("assumption"))
        .ToDictionary(row => row[0], row => decimal.Parse(row[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static readonly decimal Seconds = 3600 * Values["hours"];

    /// <summary>Executions and instances.</summary>
    public decimal Functions()
    {
        var app = deployment.Of("Microsoft.Web/sites").Single();
        var memory = Number(app, "properties.functionAppConfig.scaleAndConcurrency.instanceMemoryMB") / 1024;
        var waiting = Number(app, "properties.functionAppConfig.scaleAndConcurrency.alwaysReady.0.instanceCount");
        var work = decimal.Min(checks * Values["seconds-per-check"], Seconds) * memory;
        return waiting == 0
            ? (AtLeastZero(work - Values["free-gb-seconds"]) * Values["on-demand"])
                + (AtLeastZero(checks - Values["free-executions"]) / Million * Values["execution"])
            : (waiting * Seconds * memory * Values["ready"]) + (work * Values["ready-at-work"]) + (checks / Million * Values["execution"]);
    }

    /// <summary>Transactions and capacity of tables.</summary>
    public decimal Storage()
    {
        var reads = decimal.Min(3 * checks, 3 * Values["accounts"] * Seconds / Values["refresh-seconds"]);
        var writes = decimal.Min(checks, Values["accounts"] * Seconds);
        return ((reads + writes) / 10_000 * Values["transaction"]) + (Values["gigabytes"] * Values["gigabyte"]);
    }

    /// <summary>Telemetry, up to its quota.</summary>
    public decimal Logs()
    {
        var sent = decimal.Min(checks * Values["kilobytes-per-check"] / Million, quotaGb * Values["hours"] / 24);
        return AtLeastZero(sent - Values["free-logs"]) * Values["logs"];
    }

    /// <summary>Alert rules.</summary>
    public decimal Alerts() => deployment.Of("Microsoft.Insights/scheduledQueryRules").Sum(rule =>
        Values[$"alert-{rule.Text("properties.evaluationFrequency")!.ToLowerInvariant()}"]);

    /// <summary>Private endpoints and the zones of their names.</summary>
    public decimal Network() =>
        (deployment.Of("Microsoft.Network/privateEndpoints").Count() * Values["hours"] * Values["endpoint"])
        + (deployment.Of("Microsoft.Network/privateDnsZones").Count() * Values["zone"]);

    private static decimal AtLeastZero(decimal value) => decimal.Max(0, value);

    private static decimal Number(Resource resource, string path) => resource.At(path)?.GetDecimal() ?? 0;
}
