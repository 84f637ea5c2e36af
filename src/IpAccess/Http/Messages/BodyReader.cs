using System.Text.Unicode;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace IpAccess.Http.Messages;

/// <summary>A request body, read whole and checked to be UTF-8.</summary>
/// <param name="MediaType">Its media type, in lower case, without parameters.</param>
/// <param name="Bytes">The body.</param>
internal sealed record Body(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The body of these bytes, without the byte order mark that some editors write before a text.</summary>
    public static Body Of(string mediaType, ReadOnlyMemory<byte> bytes) =>
        new(mediaType, bytes[ByteOrderMark.LengthIn(bytes.Span)..]);
}

/// <summary>Owns 413 and 415, and the 400 of a body that is not what it says it is.</summary>
internal static class BodyReader
{
    /// <summary>The bytes of a body on most routes, at most.</summary>
    public const int Limit = 1024 * 1024;

    /// <summary>The bytes of a body on the bulk routes, at most.</summary>
    public const int BulkLimit = 16 * 1024 * 1024;

    /// <summary>JSON alone.</summary>
    public static readonly string[] Json = ["application/json"];

    /// <summary>JSON as a merge patch (RFC 7396).</summary>
    public static readonly string[] MergePatch = ["application/json", "application/merge-patch+json"];

    /// <summary>JSON, a paste, or CSV (RFC 4180).</summary>
    public static readonly string[] JsonOrTextOrCsv = ["application/json", "text/plain", "text/csv"];

    // US-ASCII is UTF-8 as well, and utf8 is what many write for it.
    private static readonly string[] Charsets = ["utf-8", "utf8", "us-ascii"];

    /// <summary>Reads a body of one of these media types, or says what is wrong with it.</summary>
    public static async Task<(Body? Body, Problem? Problem)> ReadAsync(
        HttpRequest request, string[] accepted, int limit, CancellationToken cancellationToken)
    {
        if (MediaType(request) is not { } mediaType || !accepted.Contains(mediaType))
        {
            return (null, Problems.UnsupportedMediaType(string.Join(" or ", accepted)));
        }

        var (bytes, problem) = await ReadBytesAsync(request, limit, cancellationToken);
        if (problem is not null)
        {
            return (null, problem);
        }

        var body = Body.Of(mediaType, bytes);
        return Utf8.IsValid(body.Bytes.Span) ? (body, null) : (null, NotUtf8(body.Bytes.Span));
    }

    /// <summary>
    /// Opens a body of one of these media types, to be read in pieces up to the limit by whoever opens it; or says what is wrong with it.
    /// </summary>
    public static (RequestBody? Body, Problem? Problem) Open(HttpRequest request, string[] accepted, int limit)
    {
        if (MediaType(request) is not { } mediaType || !accepted.Contains(mediaType))
        {
            return (null, Problems.UnsupportedMediaType(string.Join(" or ", accepted)));
        }

        return request.ContentLength > limit ? (null, Problems.BodyTooLarge(limit)) : (new(request), null);
    }

    private static Problem NotUtf8(ReadOnlySpan<byte> bytes)
    {
        var faults = new Faults();
        faults.Add(TextPlace.Of(bytes, TextPlace.FirstInvalid(bytes)), null, "not_utf8", "The body is not UTF-8 from here on.");
        return Problems.Of(faults);
    }

    private static string? MediaType(HttpRequest request)
    {
        var isPlain = request.Headers.ContentEncoding.Count == 0;
        if (!isPlain || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return null;
        }

        var isUtf8 = !type.Charset.HasValue || Charsets.Contains(HeaderUtilities.RemoveQuotes(type.Charset).Value, StringComparer.OrdinalIgnoreCase);
        return isUtf8 ? type.MediaType.Value?.ToLowerInvariant() : null;
    }

    // The memory grows with what has arrived, whatever length was announced; the one byte more tells a body that is too long.
    private static async Task<(ReadOnlyMemory<byte> Bytes, Problem? Problem)> ReadBytesAsync(
        HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return (default, Problems.BodyTooLarge(limit));
        }

        await using var body = new RequestBody(request);
        var most = (int)(request.ContentLength ?? limit) + 1;
        var bytes = new byte[Math.Min(most, BodyBudget.FreeBytes)];
        int length = 0, count;
        while ((count = await body.ReadAsync(bytes.AsMemory(length), cancellationToken)) > 0)
        {
            length += count;
            if (length > limit)
            {
                return (default, Problems.BodyTooLarge(limit));
            }

            if (length == bytes.Length)
            {
                var larger = Math.Min(bytes.Length * 2, most);
                if (!request.HttpContext.RequestServices.GetRequiredService<BodyBudget>().TryTake(larger - bytes.Length, request))
                {
                    return (default, Problems.Overloaded);
                }

                Array.Resize(ref bytes, larger);
            }
        }

        return (bytes.AsMemory(0, length), null);
    }
}
