using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IpAccess.Http;

/// <summary>Reads a small JSON body into a request of our own.</summary>
internal static class JsonBody
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    /// <summary>Reads the body of a request that takes no query parameters, or says everything that is wrong with both.</summary>
    public static Task<(T? Value, Problem? Problem)> ReadAsync<T>(
        HttpRequest request, Func<JsonElement, Faults, T> read, CancellationToken cancellationToken)
        where T : class
    {
        var faults = new Faults();
        QueryFields.ExpectNone(request, faults);
        return ReadAsync(request, BodyReader.Json, read, faults, cancellationToken);
    }

    /// <summary>As <see cref="ReadAsync{T}(HttpRequest, Func{JsonElement, Faults, T}, CancellationToken)"/>, where no body means <c>{}</c>.</summary>
    public static Task<(T? Value, Problem? Problem)> ReadOptionalAsync<T>(
        HttpRequest request, Func<JsonElement, Faults, T> read, CancellationToken cancellationToken)
        where T : class =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
            ? Task.FromResult<(T?, Problem?)>((read(Empty, new Faults()), null))
            : ReadAsync(request, read, cancellationToken);

    /// <summary>Reads a body of these media types; faults found before are told along with its own.</summary>
    public static async Task<(T? Value, Problem? Problem)> ReadAsync<T>(
        HttpRequest request, string[] accepted, Func<JsonElement, Faults, T> read, Faults faults, CancellationToken cancellationToken)
        where T : class
    {
        var (body, problem) = await BodyReader.ReadAsync(request, accepted, BodyReader.Limit, cancellationToken);
        if (body is null)
        {
            return (null, problem);
        }

        using var document = BodyReader.Parse(body, faults);
        var value = document is null ? null : read(document.RootElement, faults);
        return faults.Any ? (null, faults.ToProblem()) : (value, null);
    }
}
