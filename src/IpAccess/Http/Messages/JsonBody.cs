using System.Text.Json;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IpAccess.Http.Messages;

/// <summary>Reads a JSON body into a request of our own, or says why it can not be read; what is wrong with its content becomes a fault.</summary>
internal static class JsonBody
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    /// <summary>Reads a JSON body, where none means <c>{}</c>.</summary>
    public static Task<(T? Value, Problem? Problem)> ReadOptionalAsync<T>(
        HttpRequest request, Func<JsonElement, Faults, T> read, Faults faults, CancellationToken cancellationToken)
        where T : class =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
            ? Task.FromResult<(T?, Problem?)>((read(Empty, faults), null))
            : ReadAsync(request, BodyReader.Json, BodyReader.Limit, read, faults, cancellationToken);

    /// <summary>Reads a body of these media types and of at most so many bytes. It gives neither value nor problem where it is no JSON.</summary>
    public static async Task<(T? Value, Problem? Problem)> ReadAsync<T>(
        HttpRequest request, string[] accepted, int limit, Func<JsonElement, Faults, T> read, Faults faults, CancellationToken cancellationToken)
        where T : class
    {
        var (body, problem) = await BodyReader.ReadAsync(request, accepted, limit, cancellationToken);
        if (body is null)
        {
            return (null, problem);
        }

        using var document = JsonText.Parse(body.Bytes, faults);
        return (document is null ? null : read(document.RootElement, faults), null);
    }
}
