using Microsoft.AspNetCore.Http;

namespace IpAccess.Http;

/// <summary>The key that a request brings.</summary>
internal static class Credential
{
    /// <summary>The header that a proxy's key comes in, since <c>Authorization</c> is its end client's.</summary>
    public const string Header = "X-IpAccess-Key";

    private const string Bearer = "Bearer ";

    /// <summary>The key of <c>X-IpAccess-Key</c>, which wins, or of <c>Authorization: Bearer</c>; null where there is not exactly one.</summary>
    public static string? Of(HttpRequest request) => request.Headers[Header] switch
    {
        [{ } key] => key,
        [] => request.Headers.Authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? value[Bearer.Length..].Trim()
            : null,
        _ => null,
    };

    /// <summary>The key of <c>X-IpAccess-Key</c> alone, of a proxy that asks for its end client; null where there is not exactly one.</summary>
    public static string? OfProxy(HttpRequest request) => request.Headers[Header] is [{ } key] ? key : null;
}
