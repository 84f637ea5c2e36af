using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IpAccess.Authorize;

/// <summary>
/// Requests that a proxy sends to the enforcing route with its client's path behind it, and that lead elsewhere by that path
/// (<c>/v1/authorize/%2e%2e/check</c>): the client would have made the proxy's key ask another question. They are refused, whatever
/// they would have reached.
/// </summary>
internal static class Detour
{
    private const string Start = "/v1/authorize";
    private static readonly char[] Slashes = ['/', '\\'];

    /// <summary>Refuses a detour; lets anything else go on.</summary>
    public static Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsOne(context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty, context.Request.Path.Value ?? string.Empty))
        {
            return next(context);
        }

        context.Response.Headers.CacheControl = "private, no-store";
        return Answer.From(context.Request, Problems.Forbidden("The path begins as that of a decision, and leads elsewhere.")).ExecuteAsync(context);
    }

    /// <summary>Whether a target, read without resolving its dots, begins as the enforcing route, and its path does not.</summary>
    /// <param name="rawTarget">The target as it stands in the request: a path, or a whole address (RFC 9112, section 3.2).</param>
    /// <param name="path">The path that the server made of it.</param>
    public static bool IsOne(string rawTarget, string path) =>
        !path.StartsWith(Start, StringComparison.OrdinalIgnoreCase) && BeginsAsDecision(PathOf(rawTarget));

    // Escapes, slashes in a row or turned around, and dots that stand for nothing hide no beginning.
    private static bool BeginsAsDecision(string path)
    {
        var segments = Uri.UnescapeDataString(path).Split(Slashes).Where(segment => segment is not ("" or ".")).Take(2);
        return $"/{string.Join('/', segments)}".StartsWith(Start, StringComparison.OrdinalIgnoreCase);
    }

    private static string PathOf(string rawTarget)
    {
        var target = rawTarget.Split('?', 2)[0];
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0 || target.IndexOfAny(Slashes) < authority)
        {
            return target;
        }

        var path = target.IndexOfAny(Slashes, authority + "://".Length);
        return path < 0 ? string.Empty : target[path..];
    }
}
