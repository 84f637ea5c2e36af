using System.Text;
using System.Text.Unicode;

namespace IpAccess.Attempts;

/// <summary>The text of a queue's message: JSON as it is, or as Base64, which some SDKs make of it.</summary>
internal static class MessageText
{
    private const char ByteOrderMark = '\ufeff';

    /// <summary>The JSON of a message, in UTF-8; or null and why there is none.</summary>
    public static (byte[]? Json, string? Fault) Decode(string text)
    {
        text = text.StartsWith(ByteOrderMark) ? text[1..] : text;
        var start = text.AsSpan().TrimStart();
        var json = start.StartsWith("{", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(text) : FromBase64(text);
        return json switch
        {
            null => (null, "not_base64: neither a JSON object nor Base64."),
            { Length: > AttemptMessage.MostBytes } => (null, "too_long: over 48 KiB of JSON."),
            _ when !Utf8.IsValid(json) => (null, "not_utf8: Base64 of something that is not UTF-8."),
            _ => (json, null),
        };
    }

    private static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) && count > 0 ? bytes[..count] : null;
    }
}
