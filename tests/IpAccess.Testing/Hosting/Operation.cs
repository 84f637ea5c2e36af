using System.Text;
using Microsoft.AspNetCore.Routing;

namespace IpAccess.Testing.Hosting;

/// <summary>One operation of the service, with a request for it that is well-formed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route's template.</param>
/// <param name="Access">The scope that it needs, or several with a space; or <c>any</c> (a key), <c>anyone</c> (the operator too), <c>proxy</c>, <c>operator</c>, <c>open</c>.</param>
/// <param name="Body">A body that it takes; null for none.</param>
/// <param name="Query">A query that it takes.</param>
/// <param name="Type">The media type of the body.</param>
internal sealed record Operation(string Name, string Method, string Route, string Access, string? Body = null, string Query = "", string Type = "application/json")
{
    public const string Open = "open";
    public const string Operator = "operator";
    public const string AnyKey = "any";
    public const string Anyone = "anyone";

    /// <summary>What only a proxy asks, with its key in the one header that is its own.</summary>
    public const string Proxy = "proxy";

    /// <summary>The method of what takes any.</summary>
    public const string AnyMethod = "ANY";

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("GetLive", "GET", "/health/live", Open),
        new("GetReady", "GET", "/health/ready", Open),
        new("CreateAccount", "POST", "/v1/accounts", Operator, """{"id":"other"}"""),
        new("ListAccounts", "GET", "/v1/accounts", Operator),
        new("GetAccount", "GET", "/v1/accounts/{account}", Operator),
        new("DeleteAccount", "DELETE", "/v1/accounts/{account}", Operator),
        new("UndeleteAccount", "POST", "/v1/accounts/{account}/undelete", Operator),
        new("ExportAccount", "GET", "/v1/accounts/{account}/export", Operator),
        new("ImportAccount", "POST", "/v1/accounts/import", Operator,
            """{"format":1,"account":"new","version":1,"updated_at":"2026-11-22T12:00:00Z","next_rule_id":1}""" + "\n" + """{"end":{"keys":0,"rules":0}}""",
            Type: "application/x-ndjson"),
        new("CreateOwnerKey", "POST", "/v1/accounts/{account}/keys", Operator),
        new("GrantRecovery", "POST", "/v1/accounts/{account}/recovery", Operator, """{"address":"192.0.2.1","minutes":60}"""),
        new("ListKeys", "GET", "/v1/keys", "keys.manage"),
        new("CreateKey", "POST", "/v1/keys", "keys.manage", """{"role":"viewer"}"""),
        new("RevokeKey", "DELETE", "/v1/keys/{id}", "keys.manage"),
        new("RotateKey", "POST", "/v1/keys/{id}/rotate", "keys.manage"),
        new("GetSettings", "GET", "/v1/allowlist", "allowlist.read"),
        new("PatchSettings", "PATCH", "/v1/allowlist", "allowlist.manage", """{"mode":"monitor"}"""),
        new("ListRules", "GET", "/v1/allowlist/rules", "allowlist.read"),
        new("GetRule", "GET", "/v1/allowlist/rules/{id}", "allowlist.read"),
        new("PatchRule", "PATCH", "/v1/allowlist/rules/{id}", "allowlist.manage", """{"label":"x"}"""),
        new("DeleteRule", "DELETE", "/v1/allowlist/rules/{id}", "allowlist.manage"),
        new("AddRules", "POST", "/v1/allowlist/rules", "allowlist.manage", """{"rules":[{"value":"203.0.113.0/24"}]}"""),
        new("ReplaceRules", "PUT", "/v1/allowlist/rules", "allowlist.manage", """{"rules":[{"value":"203.0.113.0/24"}]}"""),
        new("DeleteRules", "POST", "/v1/allowlist/rules/delete", "allowlist.manage", """{"ids":[1]}"""),
        new("ListVersions", "GET", "/v1/allowlist/versions", "allowlist.read"),
        new("GetVersion", "GET", "/v1/allowlist/versions/{version}", "allowlist.read"),
        new("DiffVersions", "GET", "/v1/allowlist/versions/{version}/diff", "allowlist.read"),
        new("RestoreVersion", "POST", "/v1/allowlist/versions/{version}/restore", "allowlist.manage"),
        new("ConfirmVersion", "POST", "/v1/allowlist/versions/{version}/confirm", "allowlist.manage"),
        new("PreviewChange", "POST", "/v1/allowlist/preview", "allowlist.manage attempts.read", """{"add":[{"value":"203.0.113.0/24"}]}"""),
        new("GetHygiene", "GET", "/v1/allowlist/hygiene", "allowlist.read"),
        new("ListAudit", "GET", "/v1/audit", "audit.read"),
        new("Check", "GET", "/v1/check", "check", Query: "?ip=192.0.2.1"),
        new("PostCheck", "POST", "/v1/check", "check", """{"ip":"192.0.2.1"}"""),
        new("GetSnapshot", "GET", "/v1/snapshot", "snapshot"),
        new("ExportNetworks", "GET", "/v1/export/{format}", "snapshot"),
        new("ListAttempts", "GET", "/v1/attempts", "attempts.read"),
        new("ReportAttempts", "POST", "/v1/attempts", "attempts.write", """{"attempts":[{"ip":"192.0.2.1","at":"2026-11-22T12:00:00Z"}]}"""),
        new("AllowAttempt", "POST", "/v1/attempts/{ip}/allow", "allowlist.manage", "{}"),
        new("ListPoison", "GET", "/v1/operator/poison", Operator),
        new("ReplayPoison", "POST", "/v1/operator/poison/replay", Operator),
        new("ListEnforcers", "GET", "/v1/enforcers", "allowlist.read"),
        new("ListOperatorAudit", "GET", "/v1/operator/audit", Operator),
        new("Authorize", AnyMethod, "/v1/authorize/{*rest}", Proxy),
        new("GetWhoami", "GET", "/v1/whoami", Anyone),
        new("GetClientAddress", "GET", "/v1/client-address", AnyKey),
        new("ListWhitelist", "GET", "/v3/access_settings/whitelist", "allowlist.read"),
        new("AddToWhitelist", "POST", "/v3/access_settings/whitelist", "allowlist.manage", """{"ips":[{"ip":"203.0.113.*"}]}"""),
        new("RemoveFromWhitelist", "DELETE", "/v3/access_settings/whitelist", "allowlist.manage", """{"ids":[1]}"""),
        new("GetWhitelistEntry", "GET", "/v3/access_settings/whitelist/{id}", "allowlist.read"),
        new("DeleteWhitelistEntry", "DELETE", "/v3/access_settings/whitelist/{id}", "allowlist.manage"),
        new("ListActivity", "GET", "/v3/access_settings/activity", "attempts.read"),
        new("GetIpAllowlist", "GET", "/v1/ip_allowlists", "allowlist.read"),
        new("PutIpAllowlist", "PUT", "/v1/ip_allowlists", "allowlist.manage",
            """{"allowlist":[{"label":"HQ","value":"203.0.113.0/24"}],"enabled":true,"version":1}"""),
    ];

    public static TheoryData<string> Names(Func<Operation, bool> which) => [.. All.Where(which).Select(operation => operation.Name)];

    public static TheoryData<string> OfAccounts => Names(operation => operation.Access is not (Open or Operator or Anyone or Proxy));

    public static TheoryData<string> OfTheOperator => Names(operation => operation.Access == Operator);

    public static TheoryData<string> Every => Names(_ => true);

    public static Operation Of(string name) => All.Single(operation => operation.Name == name);

    /// <summary>Whether it only decides, so that it may answer from memory.</summary>
    public bool Decides => Access is "check" or AnyKey or Anyone or Proxy;

    /// <summary>Whether its answer may be kept, and asked for again with <c>If-None-Match</c>.</summary>
    public bool IsConditional => Name is "ExportNetworks" or "GetSnapshot";

    /// <summary>The operations that a service maps: name, method and route. Whatever can be got is mapped for HEAD too.</summary>
    public static IEnumerable<(string Name, string Method, string Route)> MappedBy(IServiceProvider services) =>
        ((IEnumerable<EndpointDataSource>)services.GetService(typeof(IEnumerable<EndpointDataSource>))!)
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(endpoint => (
                endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName,
                endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Except(["HEAD"]).Single() ?? AnyMethod,
                "/" + endpoint.RoutePattern.RawText!.TrimStart('/')));

    /// <summary>The request; it names things that are not there, but for the account <c>acme</c>.</summary>
    public HttpRequestMessage ToRequest()
    {
        var path = Route.Replace("{account}", "acme", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal)
            .Replace("{ip}", "192.0.2.1", StringComparison.Ordinal).Replace("{version}", "1", StringComparison.Ordinal)
            .Replace("{format}", "text", StringComparison.Ordinal)
            .Replace("{*rest}", "a/b", StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(Method), path + Query);
        if (Body is not null)
        {
            request.Content = new StringContent(Body, Encoding.UTF8, Type);
        }

        if (Method == "PUT")
        {
            request.Headers.Add("If-Match", "*");
        }

        return request;
    }
}
