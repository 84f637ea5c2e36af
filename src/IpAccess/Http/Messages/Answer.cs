using System.Globalization;
using IpAccess.Allowlists;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http.Messages;

/// <summary>The answers of the service.</summary>
internal static class Answer
{
    /// <summary>The header of an answer that says until when its change has to be confirmed.</summary>
    public const string ConfirmByHeader = "X-IpAccess-Confirm-By";

    /// <summary>The header of an answer that says which version of the list it comes from, where that is not its ETag.</summary>
    public const string VersionHeader = "X-IpAccess-Version";

    /// <summary>The header of an answer that says when the list was read that it comes from.</summary>
    public const string AsOfHeader = "X-IpAccess-As-Of";

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

    /// <summary>200 without a body: yes.</summary>
    public static IResult Ok() => Empty(StatusCodes.Status200OK);

    /// <summary>204.</summary>
    public static IResult NoContent() => Empty(StatusCodes.Status204NoContent);

    /// <summary>304: the caller has it.</summary>
    public static IResult NotModified() => Empty(StatusCodes.Status304NotModified);

    /// <summary>Bytes of this media type, in parts that follow each other.</summary>
    public static IResult Bytes(string mediaType, params IReadOnlyList<ReadOnlyMemory<byte>> parts) =>
        new WrittenAnswer(StatusCodes.Status200OK, async response =>
        {
            response.ContentType = mediaType;
            response.ContentLength = parts.Sum(part => (long)part.Length);
            foreach (var part in parts)
            {
                await response.Body.WriteAsync(part);
            }
        });

    /// <summary>To a caller who went away: it is for the counters alone, which must not blame us.</summary>
    public static IResult Abandoned() => Empty(StatusCodes.Status499ClientClosedRequest);

    /// <summary>A problem, in the shape of the request's route (<see cref="ErrorShape"/>).</summary>
    public static IResult From(HttpRequest request, Problem problem)
    {
        var response = request.HttpContext.Response;
        if (problem.Header is var (name, values))
        {
            response.Headers[name] = values;
        }

        var (status, mediaType, body) = ErrorShape.Of(request, problem);
        return Json(body, mediaType, status);
    }

    /// <summary>A refusal, as the problem that it is.</summary>
    public static IResult From(HttpRequest request, Refusal refusal) => From(request, Problems.Of(refusal));

    /// <summary>The answer to a write: why it was not made; or JSON about the list and what was found, with its version as ETag.</summary>
    public static IResult Edited<T>(
        HttpRequest request, EditResult<T> result, Func<IAllowlist, T, object> view, int status = StatusCodes.Status200OK) =>
        Edited(request, result, list => Json(request, list.Version, view(list, result.Found!), status));

    /// <summary>The answer to a write: why it was not made, or another one; with until when it has to be confirmed.</summary>
    public static IResult Edited<T>(HttpRequest request, EditResult<T> result, Func<IAllowlist, IResult> answer) =>
        Refused(request, result) ?? answer(result.Current!);

    /// <summary>As the other one, for an answer that reads the list.</summary>
    public static async Task<IResult> EditedAsync<T>(HttpRequest request, EditResult<T> result, Func<IAllowlist, Task<IResult>> answer) =>
        Refused(request, result) ?? await answer(result.Current!);

    /// <summary>Tells the version of the list as the answer's ETag.</summary>
    public static void TellVersion(HttpRequest request, long version) =>
        request.HttpContext.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    // Null where the write was made: then until when it has to be confirmed is told already.
    private static IResult? Refused<T>(HttpRequest request, EditResult<T> result)
    {
        if (result.Refusal is { } refusal)
        {
            return From(request, refusal);
        }

        if (result.ConfirmBy is { } until)
        {
            request.HttpContext.Response.Headers[ConfirmByHeader] = TimeText.Of(until);
        }

        return null;
    }

    private static WrittenAnswer Empty(int status) => new(status, _ => Task.CompletedTask);
}
