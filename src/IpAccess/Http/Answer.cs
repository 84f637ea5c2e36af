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

    /// <summary>A problem as <c>application/problem+json</c>.</summary>
    public static IResult From(HttpRequest request, Problem problem)
    {
        var response = request.HttpContext.Response;
        if (problem.Header is var (name, value))
        {
            response.Headers[name] = value;
        }

        return Results.Json(Body(request, problem), ApiJson.Options, "application/problem+json", problem.Status);
    }

    private static Dictionary<string, object?> Body(HttpRequest request, Problem problem)
    {
        var body = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["type"] = $"urn:ipaccess:problem:{problem.Slug}",
            ["title"] = problem.Title,
            ["status"] = problem.Status,
            ["detail"] = problem.Detail,
            ["request_id"] = RequestId.Of(request),
        };
        if (problem.Errors.Count > 0)
        {
            body["errors"] = problem.Errors;
        }

        if (problem.YourAddress is { } address)
        {
            body["your_address"] = address.Length > 0 ? address : null;
        }

        return body;
    }

    private static void TellVersion(HttpRequest request, long version) =>
        request.HttpContext.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
