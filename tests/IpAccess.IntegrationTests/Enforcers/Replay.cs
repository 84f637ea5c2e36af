using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>What a client sends.</summary>
/// <param name="From">From which address.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">The target.</param>
/// <param name="Headers">Lines, without those of <c>Host</c>.</param>
internal sealed record ClientRequest(string From, string Method, string Target, IReadOnlyList<string> Headers);

/// <summary>
/// The request that a proxy sends to the service for one of its clients', by the file that is shipped for it and by what its
/// documentation or its source says that it does with that.
/// </summary>
internal static partial class Replay
{
    private const string Service = "ipaccess.example.com";
    private static readonly string[] HopByHop =
        ["Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailers", "Transfer-Encoding", "Upgrade"];

    /// <summary>
    /// Envoy's <c>ext_authz</c> over HTTP: the client's method, the prefix and behind it his target, no body, his headers of the list, and those
    /// that are added (https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/filters/http/ext_authz/v3/ext_authz.proto); Envoy's client adds
    /// headers of its own.
    /// </summary>
    public static string Envoy(ClientRequest client, string key)
    {
        var file = ShippedFile.Read("envoy/envoy.yaml").Text;
        var overwritten = Overwritten.Matches(file).ToDictionary(
            match => match.Groups["name"].Value,
            match => match.Groups["value"].Value == "%REQ(:PATH)%" ? client.Target : client.From,
            StringComparer.OrdinalIgnoreCase);
        var allowed = Allowed.Matches(file).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var added = Added.Matches(file[file.IndexOf("headers_to_add:", StringComparison.Ordinal)..])
            .Select(match => $"{match.Groups["name"].Value}: {match.Groups["value"].Value.Replace("${IPACCESS_KEY}", key, StringComparison.Ordinal)}");
        var passed = client.Headers.Where(line => !overwritten.ContainsKey(NameOf(line)))
            .Concat(overwritten.Select(header => $"{header.Key}: {header.Value}"))
            .Where(line => allowed.Contains(NameOf(line)));
        return Request(
            $"{client.Method} {Prefix.Match(file).Groups["prefix"].Value}{client.Target}",
            [
                $"Host: {Rewritten.Match(file).Groups["host"].Value}", "Content-Length: 0", .. passed, .. added,
                "x-envoy-internal: true", "x-forwarded-for: 10.1.2.3", "x-envoy-expected-rq-timeout-ms: 3000", "x-forwarded-proto: http",
            ]);
    }

    /// <summary>
    /// Traefik's <c>ForwardAuth</c> behind its entry point, which writes <c>X-Real-Ip</c> anew and forgets the client's <c>X-Forwarded-…</c>: a GET of the
    /// address with the headers of the list, and <c>X-Forwarded-…</c> of its own (traefik/traefik, pkg/middlewares/forwardedheaders/forwarded_header.go and
    /// pkg/middlewares/auth/forward.go).
    /// </summary>
    public static string Traefik(ClientRequest client, string key)
    {
        var file = ShippedFile.Read("traefik/dynamic.yaml").Text;
        var address = new Uri(Address.Match(file).Groups["address"].Value);
        var allowed = Listed.Match(file).Groups["names"].Value.Split(", ").ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] behindEntryPoint =
        [
            .. client.Headers.Where(line => !line.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) && !Is(line, "X-Real-Ip") && !HopByHop.Any(name => Is(line, name))),
            $"X-Real-Ip: {client.From}",
        ];
        var behindKey = behindEntryPoint.Where(line => !Is(line, "X-IpAccess-Key")).Append($"X-IpAccess-Key: {key}");
        return Request(
            $"GET {address.AbsolutePath}",
            [
                $"Host: {address.Host}", .. behindKey.Where(line => allowed.Contains(NameOf(line))),
                $"X-Forwarded-For: {client.From}", "X-Forwarded-Host: app.example.com", $"X-Forwarded-Method: {client.Method}", "X-Forwarded-Proto: https",
                $"X-Forwarded-Uri: {client.Target}", "Accept-Encoding: gzip",
            ]);
    }

    /// <summary>
    /// API Management's <c>send-request</c> with the mode <c>new</c>: what the policy says, and nothing of the client's
    /// (https://learn.microsoft.com/azure/api-management/send-request-policy).
    /// </summary>
    public static string ApiManagement(ClientRequest client, string key)
    {
        var question = XDocument.Load(ShippedFile.PathOf("api-management/policy.xml")).Descendants("send-request").Single();
        Assert.Equal("new", question.Attribute("mode")!.Value);
        var url = new Uri(question.Element("set-url")!.Value);
        var headers = question.Elements("set-header").Select(header => $"{header.Attribute("name")!.Value}: {ValueOf(header.Element("value")!.Value)}");
        return Request($"{question.Element("set-method")!.Value} {url.AbsolutePath}", [$"Host: {url.Host}", .. headers]);

        string ValueOf(string expression) => expression switch
        {
            "{{ipaccess-key}}" => key,
            "@(context.Request.IpAddress)" => client.From,
            "@(context.Request.OriginalUrl.Path)" => client.Target.Split('?')[0],
            "@(context.Request.Headers.GetValueOrDefault(\"User-Agent\", \"-\"))" => client.Headers.SingleOrDefault(line => Is(line, "User-Agent"))?["User-Agent: ".Length..] ?? "-",
            _ => throw new InvalidOperationException($"The policy has an expression that is not replayed: {expression}"),
        };
    }

    private static string Request(string start, IEnumerable<string> headers)
    {
        var lines = headers.ToList();
        Assert.Contains($"Host: {Service}", lines);
        return $"{start} HTTP/1.1\n{string.Join('\n', lines)}\n\n";
    }

    private static string NameOf(string line) => line.Split(':')[0];

    private static bool Is(string line, string name) => string.Equals(NameOf(line), name, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""header: \{ key: (?<name>[\w-]+), value: "(?<value>[^"]+)" \}""")]
    private static partial Regex Overwritten { get; }

    [GeneratedRegex(@"- \{ exact: (?<name>[\w-]+), ignore_case: true \}")]
    private static partial Regex Allowed { get; }

    [GeneratedRegex("""- \{ key: (?<name>[\w-]+), value: "(?<value>[^"]+)" \}""")]
    private static partial Regex Added { get; }

    [GeneratedRegex("""path_prefix: "(?<prefix>[^"]+)"\n""")]
    private static partial Regex Prefix { get; }

    [GeneratedRegex(@"host_rewrite_literal: (?<host>[\w.-]+)")]
    private static partial Regex Rewritten { get; }

    [GeneratedRegex(@"address: (?<address>https://\S+)")]
    private static partial Regex Address { get; }

    [GeneratedRegex(@"authRequestHeaders: \[(?<names>[^\]]+)\]")]
    private static partial Regex Listed { get; }
}
