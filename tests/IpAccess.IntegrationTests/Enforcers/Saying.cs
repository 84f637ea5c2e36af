using System.Net;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>A header, or some, by which a client may try to be let in as somebody else.</summary>
/// <param name="Header">The lines, with <c>{address}</c> for the address that he would like to have.</param>
internal sealed record Saying(string Header)
{
    private const string Name = "Authorization: ";

    /// <summary>Headers of the app that hold the client's address: they do not reach it as the client wrote them.</summary>
    public static readonly string[] Addresses = ["X-IpAccess-Client", "X-Forwarded-For", "X-Real-IP"];

    /// <summary>Headers that are for the service, and never reach the app.</summary>
    public static readonly string[] Ours = ["X-IpAccess-Key", "X-IpAccess-Surface", "Forwarded"];

    /// <summary>Targets that mean something else to those who decode, or normalise, one time more or less.</summary>
    public static readonly string[] Targets =
    [
        "/", "//", "///a//", "/%2e%2e/", "/%2E%2E/%2e%2e/v1/keys", "/a/../b", "/..;/", "/;/", "/.", "/\\", "/\\..\\", "/%5c%2e%2e%5c", "/%00", "/a%00b",
        "/v1/authorize", "/v1/authorize/%2e%2e/whoami", "/v1/authorize/..%2fkeys", "/_ipaccess/..", "/?/../v1/keys", "/%252e%252e/", "/%c0%ae%c0%ae/",
        "http://ipaccess.example.com/v1/keys",
    ];

    /// <summary>The value of its <c>Authorization</c>; null for none.</summary>
    public string? Authorization => Header.Split('\n').SingleOrDefault(IsAuthorization)?[Name.Length..];

    /// <summary>The same without that.</summary>
    public Saying WithoutAuthorization => new(string.Join('\n', Header.Split('\n').Where(line => !IsAuthorization(line))));

    /// <summary>All of them.</summary>
    /// <param name="account">An account in which everybody is let in.</param>
    /// <param name="key">Its key.</param>
    public static IReadOnlyList<Saying> All(string account, string key)
    {
        string[] headers =
        [
            "X-Forwarded-For: {address}",
            "X-Forwarded-For: {address}, {address}\nX-Forwarded-For: {address}",
            "X-Real-IP: {address}",
            "X-IpAccess-Client: {address}",
            "X-IpAccess-Client: {address}\nX-IpAccess-Client: {address}",
            "X_IpAccess_Client: {address}",
            "X-IpAccess-Surface: webhooks",
            $"X-IpAccess-Key: {key}",
            $"X-IpAccess-Key: {key}\non-behalf-of: {account}",
            $"on-behalf-of: {account}",
            $"on-behalf-of: account-id {account}",
            "Forwarded: for={address}",
            $"Authorization: Bearer {key}",
            $"DD-APPLICATION-KEY: {key}",
            "X-Original-URL: /v1/whoami",
            "X-Original-URI: /v1/whoami\nX-Rewrite-URL: /v1/whoami",
            "X-Forwarded-Uri: /v1/whoami\nX-Forwarded-Method: OPTIONS\nX-Forwarded-Host: {address}",
            "X-HTTP-Method-Override: OPTIONS",
            "X-Azure-ClientIP: {address}\nX-Azure-SocketIP: {address}\nTrue-Client-IP: {address}\nCF-Connecting-IP: {address}",
            "Connection: close, X-IpAccess-Client, X-IpAccess-Key, X-Forwarded-For",
        ];
        return [.. headers.Append(string.Join('\n', headers)).Select(header => new Saying(header))];
    }

    /// <summary>The lines of a client who would like to be this one.</summary>
    public string As(IPAddress address) => Header.Replace("{address}", address.ToString(), StringComparison.Ordinal);

    private static bool IsAuthorization(string line) => line.StartsWith(Name, StringComparison.Ordinal);
}
