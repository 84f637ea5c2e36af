using System.Text.Json;

namespace IpAccess.Text;

/// <summary>JSON that others wrote, parsed strictly.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>Parses JSON of at most 16 levels, without comments or trailing text; what is wrong becomes a fault.</summary>
    /// <param name="text">The JSON in UTF-8, without a byte order mark. The document refers to it.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <returns>The document; null where there is none.</returns>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> text, Faults faults)
    {
        try
        {
            return JsonDocument.Parse(text, Strict);
        }
        catch (JsonException exception)
        {
            var at = TextPlace.Of(text.Span, exception.LineNumber ?? 0, exception.BytePositionInLine ?? 0);
            faults.Add(at, null, "not_json", "From here on the body is not valid JSON, or has more than 16 levels.");
            return null;
        }
    }
}
