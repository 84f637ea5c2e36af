using System.Text.Json;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IpAccess.Http.Messages;

/// <summary>Reads a small JSON body into a request of our own.</summary>
internal static class JsonBody
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    /// <summary>Reads a body of JSON; faults found before are told along with its own.</summary>
    public static Task<(T? Value, Problem? Problem)> ReadAsync<T>(
        HttpRequest request, Func<JsonElement, Faults, T> read, Faults faults, CancellationToken cancellationToken)
        where T : class =>
        ReadAsync(request, BodyReader.Json, read, faults, cancellationToken);

    /// <summary>Reads a JSON body, where none means <c>{}</c>; faults found before are told along with its own.</summary>
    public static Task<(T? Value, Problem? Problem)> ReadOptionalAsync<T>(
        HttpRequest request, Func<JsonElement, Faults, T> read, Faults faults, CancellationToken cancellationToken)
        where T : class =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
            ? Task.FromResult(Read(Empty, read, faults))
            : ReadAsync(request, BodyReader.Json, read, faults, cancellationToken);

    /// <summary>Reads a body of these media types; faults found before are told along with its own.</summary>
    public static Task<(T? Value, Problem? Problem)> ReadAsync<T>(
        HttpRequest request, string[] accepted, Func<JsonElement, Faults, T> read, Faults faults, CancellationToken cancellationToken)
        where T : class =>
        ReadAsync(request, accepted, BodyReader.Limit, read, faults, cancellationToken);

    /// <summary>Reads a body of these media types and of at most so many bytes; faults found before are told along with its own.</summary>
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
        return document is null ? (null, Problems.Of(faults)) : Read(document.RootElement, read, faults);
    }

    private static (T? Value, Problem? Problem) Read<T>(JsonElement root, Func<JsonElement, Faults, T> read, Faults faults)
        where T : class
    {
        var value = read(root, faults);
        return faults.Any ? (null, Problems.Of(faults)) : (value, null);
    }
}
