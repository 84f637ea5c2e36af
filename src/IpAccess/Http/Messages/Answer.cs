using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http.Messages;

/// <summary>The answers of the service.</summary>
internal static class Answer
{
    /// <summary>JSON, written as it is enumerated: a long list is never in memory as text.</summary>
    public static IResult Json(object value, int status = StatusCodes.Status200OK) => Json(value, mediaType: null, status);

    /// <summary>JSON of this media type; null for <c>application/json</c> with its charset.</summary>
    public static IResult Json(object value, string? mediaType, int status) =>
        new WrittenAnswer(status, response => response.WriteAsJsonAsync(value, ApiJson.Options, mediaType));

    /// <summary>JSON about the list, with its version as ETag.</summary>
    public static IResult Json(HttpRequest request, long version, object value, int status = StatusCodes.Status200OK)
    {
        TellVersion(request, version);
        return Json(value, status);
    }

    /// <summary>204 about the list, with its version as ETag.</summary>
    public static IResult NoContent(HttpRequest request, long version)
    {
        TellVersion(request, version);
        return NoContent();
    }

    /// <summary>204.</summary>
    public static IResult NoContent() => Empty(StatusCodes.Status204NoContent);

    /// <summary>To a caller who went away: it is for the counters alone, which must not blame us.</summary>
    public static IResult Abandoned() => Empty(StatusCodes.Status499ClientClosedRequest);

    /// <summary>A problem, in the shape of the request's route (<see cref="ErrorShape"/>).</summary>
    public static IResult From(HttpRequest request, Problem problem)
    {
        var response = request.HttpContext.Response;
        if (problem.Header is var (name, value))
        {
            response.Headers[name] = value;
        }

        var (status, mediaType, body) = ErrorShape.Of(request, problem);
        return Json(body, mediaType, status);
    }

    /// <summary>Tells the version of the list as the answer's ETag.</summary>
    public static void TellVersion(HttpRequest request, long version) =>
        request.HttpContext.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static WrittenAnswer Empty(int status) => new(status, _ => Task.CompletedTask);
}
