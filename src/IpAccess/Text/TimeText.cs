using System.Globalization;

namespace IpAccess.Text;

/// <summary>Times as RFC 3339 writes them: read strictly, and written in UTC with whole seconds.</summary>
internal static class TimeText
{
    private const int FractionStart = 19;

    /// <summary>The text of a time in Unix seconds.</summary>
    public static string Of(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The text of a time in Unix seconds; null for null.</summary>
    public static string? Of(long? unixSeconds) => unixSeconds is { } seconds ? Of(seconds) : null;

    /// <summary>The time of a text in Unix seconds; null where there is none, or where it is no time, which becomes a fault.</summary>
    public static long? Read(string? text, string at, Faults faults)
    {
        if (text is null)
        {
            return null;
        }

        if (TryParse(text, out var seconds))
        {
            return seconds;
        }

        faults.Add(at, text, "not_a_time", "A time such as 2026-11-22T12:00:00Z is needed here (RFC 3339).");
        return null;
    }

    /// <summary>Reads a time with its offset as Unix seconds; fractions of a second are dropped.</summary>
    public static bool TryParse(string text, out long unixSeconds)
    {
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        var parsed = DateTimeOffset.TryParseExact(
            WithoutFraction(text), "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        unixSeconds = parsed ? time.ToUnixTimeSeconds() : 0;
        return hasOffset && parsed;
    }

    // A fraction has one digit or more, without a limit (RFC 3339, section 5.6): nine of them from some libraries.
    private static string WithoutFraction(string text)
    {
        var digits = text.Length > FractionStart && text[FractionStart] == '.'
            ? text.Skip(FractionStart + 1).TakeWhile(char.IsAsciiDigit).Count()
            : 0;
        return digits > 0 ? text.Remove(FractionStart, digits + 1) : text;
    }
}
