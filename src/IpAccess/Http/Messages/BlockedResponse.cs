using IpAccess.Networks;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http.Messages;

/// <summary>What is answered to an address that is not let in: the same on every route, in one of three shapes (docs/checking.md, "What a blocked client is told").</summary>
internal sealed class BlockedResponse
{
    /// <summary>The shape of incident.io.</summary>
    public const string IncidentIo = "incident_io";

    /// <summary>The shape of SendGrid.</summary>
    public const string SendGrid = "sendgrid";

    /// <summary>The shape of Brevo.</summary>
    public const string Brevo = "brevo";

    private const string MediaType = "application/json";
    private readonly Func<string, Address, ErrorAnswer> answer;

    private BlockedResponse(Func<string, Address, ErrorAnswer> answer) => this.answer = answer;

    /// <summary>Reads the setting <c>IpAccess:BlockedResponse</c>; null where it names none of the shapes.</summary>
    public static BlockedResponse? Parse(string? setting) => setting switch
    {
        IncidentIo => new((requestId, _) => LikeIncidentIo(requestId)),
        SendGrid => new((_, _) => LikeSendGrid()),
        Brevo => new((_, client) => LikeBrevo(client)),
        _ => null,
    };

    /// <summary>The answer to a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Who is not let in; the default value where that is unknown.</param>
    public IResult To(HttpRequest request, Address client)
    {
        var (status, mediaType, body) = answer(RequestId.Of(request), client);
        if (status == StatusCodes.Status401Unauthorized)
        {
            request.HttpContext.Response.Headers.WWWAuthenticate = Problems.Challenge;
        }

        return Answer.Json(body, mediaType, status);
    }

    private static ErrorAnswer LikeIncidentIo(string requestId)
    {
        const int Status = StatusCodes.Status403Forbidden;
        var error = new { Code = "forbidden", Message = "Unauthorized" };
        return new(Status, MediaType, new { Type = "resource_forbidden", Status, RequestId = requestId, Errors = new[] { error } });
    }

    private static ErrorAnswer LikeSendGrid()
    {
        var error = new { Message = "The requestor's IP Address is not whitelisted", Field = (string?)null, Help = (string?)null };
        return new(StatusCodes.Status403Forbidden, MediaType, new { Errors = new[] { error } });
    }

    private static ErrorAnswer LikeBrevo(Address client)
    {
        var message = client.IsNone
            ? "We could not detect your IP address, so the allowlist of the account does not let you in."
            : $"We have detected you are using an unrecognised IP address {client}. If it is yours, add it to the allowlist of the account.";
        return new(StatusCodes.Status401Unauthorized, MediaType, new { Message = message, Code = "unauthorized" });
    }
}
