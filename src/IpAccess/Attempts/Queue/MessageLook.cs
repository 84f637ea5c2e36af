using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace IpAccess.Attempts.Queue;

/// <summary>What a message looks like that is none, where that can be told: for whoever has to mend its producer.</summary>
internal static class MessageLook
{
    private const string CutOff = "JSON that was cut off";

    /// <summary>A sentence, with a space before it; empty where the message looks like nothing known.</summary>
    public static string Of(string text) => OfText(text, OfDecoded) is { } look ? $" It looks like {look}." : string.Empty;

    private static string? OfText(string text, Func<byte[], string?> ofDecoded) => MessageText.WithoutMark(text).Trim() switch
    {
        ['b', '\'', .., '\''] or ['b', '"', .., '"'] => "bytes as Python writes them (b'…'): decode them before they are sent",
        ['{', '\'', ..] => "a dict as Python writes it: json.dumps makes JSON of it",
        ['{', '\0', ..] => "UTF-16",
        ['{', ..] json => IsCutOff(Encoding.UTF8.GetBytes(json)) ? CutOff : null,
        ['"', .., '"'] => "JSON within a JSON string: it was serialized twice",
        ['[', ..] => "a list: each message is one object",
        var other => OfBase64(other, ofDecoded),
    };

    private static string? OfBase64(string text, Func<byte[], string?> ofDecoded)
    {
        if (MessageText.FromBase64(text) is { } bytes)
        {
            return ofDecoded(bytes);
        }

        var standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        return standard.Length > 1 && BeginsObject(MessageText.FromBase64(standard[..^(standard.Length % 4)]))
            ? text.AsSpan().ContainsAny('-', '_') ? "Base64 for URLs: plain Base64 is needed" : "Base64 that was cut off, or has lost its padding"
            : null;
    }

    private static string? OfDecoded(byte[] bytes) => bytes switch
    {
        [0x1f, 0x8b, ..] => "something compressed by gzip",
        [0xff, 0xfe, ..] or [0xfe, 0xff, ..] or [(byte)'{', 0, ..] or [0, (byte)'{', ..] => "UTF-16",
        _ when !Utf8.IsValid(bytes) => null,
        _ => OfText(Encoding.UTF8.GetString(bytes), inner => BeginsObject(inner) ? "Base64 of Base64: it was encoded twice" : null),
    };

    private static bool BeginsObject(byte[]? bytes) => MessageText.WithoutMark(bytes).AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    // Nothing is wrong with it but that it ends too early.
    private static bool IsCutOff(byte[] json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, isFinalBlock: false, state: default);
            while (reader.Read())
            {
            }

            return reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
