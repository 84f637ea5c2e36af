using System.Globalization;

namespace IpAccess.Http;

/// <summary>Times as RFC 3339 writes them, read strictly.</summary>
internal static class TimeText
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads a time with its offset as Unix seconds; fractions of a second are dropped.</summary>
    public static bool TryParse(string text, out long unixSeconds)
    {
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        var parsed = DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        unixSeconds = parsed ? time.ToUnixTimeSeconds() : 0;
        return hasOffset && parsed;
    }
}
