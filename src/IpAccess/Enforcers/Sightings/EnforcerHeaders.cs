using System.Globalization;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Enforcers.Sightings;

/// <summary>
/// What those who enforce a list say of themselves. It decides nothing, so that what can not be read is as if it were not said, and no
/// request fails by it.
/// </summary>
internal static class EnforcerHeaders
{
    /// <summary>The header that says who it is.</summary>
    public const string Enforcer = "X-IpAccess-Enforcer";

    /// <summary>The header that says which version it enforces.</summary>
    public const string AppliedVersion = "X-IpAccess-Applied";

    /// <summary>Who it is; null where it does not say.</summary>
    public static string? Name(HttpRequest request) => NameOf(Only(request, Enforcer));

    /// <summary>The text as a name; null where it can be none.</summary>
    public static string? NameOf(string? text) => text is not null && Token.IsValid(text) ? text : null;

    /// <summary>The version that it enforces, from 1 up; null where it does not say.</summary>
    public static long? Applied(HttpRequest request) =>
        long.TryParse(Only(request, AppliedVersion), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? version
            : null;

    private static string? Only(HttpRequest request, string header) => request.Headers[header] is [var only] ? only : null;
}
