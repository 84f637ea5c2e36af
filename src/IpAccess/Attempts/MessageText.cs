using System.Text;
using System.Text.Unicode;
using IpAccess.Text;

namespace IpAccess.Attempts;

/// <summary>
/// The text of a queue's message: JSON as it is, or as Base64, which some SDKs make of it; either way, a byte order mark before
/// it is skipped.
/// </summary>
internal static class MessageText
{
    private const char Mark = '\ufeff';

    /// <summary>The JSON of a message, in UTF-8; or null and why there is none.</summary>
    public static (byte[]? Json, string? Fault) Decode(string text)
    {
        var sent = WithoutMark(text);
        var start = sent.AsSpan().TrimStart();
        var json = start.StartsWith("{", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(sent) : WithoutMark(FromBase64(sent));
        return json switch
        {
            null => (null, "not_base64: neither a JSON object nor Base64."),
            { Length: > AttemptMessage.MostBytes } => (null, "too_long: over 48 KiB of JSON."),
            _ when !Utf8.IsValid(json) => (null, "not_utf8: Base64 of something that is not UTF-8."),
            _ => (json, null),
        };
    }

    /// <summary>The bytes of a Base64 text with any white space in it; null where it is none.</summary>
    public static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) && count > 0 ? bytes[..count] : null;
    }

    /// <summary>A text without the byte order mark that it may begin with.</summary>
    public static string WithoutMark(string text) => text.StartsWith(Mark) ? text[1..] : text;

    /// <summary>Bytes without the byte order mark of UTF-8 that they may begin with.</summary>
    public static byte[]? WithoutMark(byte[]? bytes) => ByteOrderMark.LengthIn(bytes) is > 0 and var mark ? bytes![mark..] : bytes;
}
