using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http;

/// <summary>The answers of the service.</summary>
internal static class Answer
{
    /// <summary>JSON, written as it is enumerated: a long list is never in memory as text.</summary>
    public static IResult Json<T>(T value, int status = StatusCodes.Status200OK) =>
        Results.Json(value, ApiJson.Options, statusCode: status);

    /// <summary>JSON about the list, with its version as ETag.</summary>
    public static IResult Json<T>(HttpRequest request, long version, T value, int status = StatusCodes.Status200OK)
    {
        TellVersion(request, version);
        return Json(value, status);
    }

    /// <summary>204 about the list, with its version as ETag.</summary>
    public static IResult NoContent(HttpRequest request, long version)
    {
        TellVersion(request, version);
        return Results.NoContent();
    }

    /// <summary>A problem, in the shape of the request's route (<see cref="ErrorShape"/>).</summary>
    public static IResult From(HttpRequest request, Problem problem)
    {
        var response = request.HttpContext.Response;
        if (problem.Header is var (name, value))
        {
            response.Headers[name] = value;
        }

        var (status, mediaType, body) = ErrorShape.Of(request, problem);
        return Results.Json(body, ApiJson.Options, mediaType, status);
    }

    /// <summary>Tells the version of the list as the answer's ETag.</summary>
    public static void TellVersion(HttpRequest request, long version) =>
        request.HttpContext.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
