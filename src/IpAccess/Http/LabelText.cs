using System.Globalization;
using System.Text;

namespace IpAccess.Http;

/// <summary>The rules for words that people give to things and others read: labels, names, reasons.</summary>
internal static class LabelText
{
    /// <summary>The characters that a label has at most, counted as code points.</summary>
    public const int MaxCharacters = 100;

    /// <summary>Notes what is wrong with a label, if anything.</summary>
    public static void Check(string at, string label, Faults faults)
    {
        if (label.EnumerateRunes().Count() > MaxCharacters)
        {
            faults.Add(at, label, "too_long", "At most 100 characters.");
        }

        if (label.EnumerateRunes().Any(IsForbidden))
        {
            faults.Add(at, label, "forbidden_character", "No control characters, line breaks or direction marks.");
        }
    }

    // The bidirectional controls of Unicode UAX 9 can make a label read as another one.
    private static bool IsForbidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
