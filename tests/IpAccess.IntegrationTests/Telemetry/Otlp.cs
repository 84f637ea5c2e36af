using System.Globalization;
using IpAccess.Telemetry;

namespace IpAccess.IntegrationTests.Telemetry;

/// <summary>A span as it was sent; ids in hex.</summary>
internal sealed record OtlpSpan(string Trace, string Id, string Parent, string Name, int Kind, int Status, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A point of a metric as it was sent: the value of a counter or gauge; of a histogram its count, and its sum.</summary>
internal sealed record OtlpPoint(string Metric, string Unit, double Value, double Sum, IReadOnlyDictionary<string, string> Attributes);

/// <summary>
/// What requests of OTLP say, as far as the tests ask
/// (https://github.com/open-telemetry/opentelemetry-proto, version 1).
/// </summary>
internal static class Otlp
{
    /// <summary>The attributes of the resources of any request.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Resources(WireMessage request) =>
        request.Messages(1).SelectMany(resource => resource.Messages(1)).Select(resource => Attributes(resource, 1));

    /// <summary>The spans of a request for traces.</summary>
    public static IEnumerable<OtlpSpan> Spans(WireMessage request) => Items(request).Select(span => new OtlpSpan(
        Hex(span, 1), Hex(span, 2), Hex(span, 4), span.Text(5), (int)span.Number(6), Status(span), Attributes(span, 9)));

    /// <summary>The points of a request for metrics.</summary>
    public static IEnumerable<OtlpPoint> Points(WireMessage request) => Items(request).SelectMany(metric => Numbers(metric).Concat(Histograms(metric)));

    /// <summary>The bodies of the records of a request for logs.</summary>
    public static IEnumerable<string> Logs(WireMessage request) => Items(request).Select(record => record.Messages(5).Single().Text(1));

    private static IEnumerable<WireMessage> Items(WireMessage request) =>
        request.Messages(1).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2));

    private static IEnumerable<OtlpPoint> Numbers(WireMessage metric) =>
        metric.Messages(5).Concat(metric.Messages(7)).SelectMany(data => data.Messages(1)).Select(point => new OtlpPoint(
            metric.Text(1), metric.Text(3), point.Has(4) ? point.Double(4) : point.Number(6), 0, Attributes(point, 7)));

    private static IEnumerable<OtlpPoint> Histograms(WireMessage metric) =>
        metric.Messages(9).SelectMany(data => data.Messages(1)).Select(point => new OtlpPoint(
            metric.Text(1), metric.Text(3), point.Number(4), point.Double(5), Attributes(point, 9)));

    private static int Status(WireMessage span) => (int)(span.Messages(15).SingleOrDefault()?.Number(3) ?? 0);

    private static string Hex(WireMessage message, int field) => Convert.ToHexStringLower(message.Bytes(field).Span);

    private static Dictionary<string, string> Attributes(WireMessage message, int field) =>
        message.Messages(field).ToDictionary(pair => pair.Text(1), pair => Value(pair.Messages(2).Single()), StringComparer.Ordinal);

    private static string Value(WireMessage value) =>
        value.Has(2) ? value.Number(2) == 1 ? "true" : "false"
        : value.Has(3) ? value.Number(3).ToString(CultureInfo.InvariantCulture)
        : value.Has(4) ? value.Double(4).ToString(CultureInfo.InvariantCulture)
        : value.Text(1);
}
