using System.Security.Cryptography;
using IpAccess.Networks;
using Microsoft.AspNetCore.Http;

namespace IpAccess.AspNetCore.Endpoints;

/// <summary>What a client is told that is not let in, byte for byte as the service would (docs/checking.md, "What a blocked client is told").</summary>
internal static class BlockedAnswer
{
    private const string RequestIdHeader = "X-Request-Id";

    /// <summary>Answers.</summary>
    /// <param name="client">Who is not let in; the default value where that is unknown.</param>
    public static Task WriteAsync(HttpContext context, BlockedShape shape, Address client)
    {
        var response = context.Response;
        var requestId = RequestIdOf(context.Request);
        response.StatusCode = shape == BlockedShape.Brevo ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "private, no-store";
        response.Headers[RequestIdHeader] = requestId;
        if (shape == BlockedShape.Brevo)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"ipaccess\"";
        }

        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.WriteAsync(TextOf(shape, requestId, client), context.RequestAborted);
    }

    private static string TextOf(BlockedShape shape, string requestId, Address client) => shape switch
    {
        BlockedShape.SendGrid => """{"errors":[{"message":"The requestor's IP Address is not whitelisted","field":null,"help":null}]}""",
        BlockedShape.Brevo => $$"""{"message":"{{MessageTo(client)}}","code":"unauthorized"}""",
        _ => $$"""{"type":"resource_forbidden","status":403,"request_id":"{{requestId}}","errors":[{"code":"forbidden","message":"Unauthorized"}]}""",
    };

    private static string MessageTo(Address client) => client.IsNone
        ? "We could not detect your IP address, so the allowlist of the account does not let you in."
        : $"We have detected you are using an unrecognised IP address {client}. If it is yours, add it to the allowlist of the account.";

    // The caller's own where it can stand in JSON as it is.
    private static string RequestIdOf(HttpRequest request) =>
        request.Headers[RequestIdHeader] is [{ } own] && OptionsValidator.IsName(own) ? own : RandomNumberGenerator.GetHexString(20, lowercase: true);
}

/// <summary>What a client is told while nobody can know whether it may come in.</summary>
internal static class UnavailableAnswer
{
    private const string RetryAfterSeconds = "5";

    /// <summary>Answers 503.</summary>
    public static Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "private, no-store";
        response.Headers.RetryAfter = RetryAfterSeconds;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.WriteAsync("""{"title":"Whether you may come in can not be told right now.","status":503}""", context.RequestAborted);
    }
}
