using System.Security.Cryptography;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http.Messages;

/// <summary>The name of one request, in its answer, its audit entries and the log.</summary>
internal static class RequestId
{
    private const string Header = "X-Request-Id";

    /// <summary>The request's id: the caller's own where it is well-formed, else a random one, the same at every call.</summary>
    public static string Of(HttpRequest request)
    {
        var response = request.HttpContext.Response.Headers;
        if (response[Header] is [{ } known])
        {
            return known;
        }

        var id = request.Headers[Header] is [{ } own] && Token.IsValid(own)
            ? own
            : RandomNumberGenerator.GetHexString(20, lowercase: true);
        response[Header] = id;
        return id;
    }
}
