using System.Globalization;
using System.Text;

namespace IpAccess.Text;

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

    /// <summary>Whether two labels read the same, however their accents are encoded.</summary>
    public static bool AreSame(string? one, string? other) => one == other
        || (one is not null && other is not null && ComposedText.Of(one) == ComposedText.Of(other));

    /// <summary>The label that a comment makes: trimmed, without what no label may have, and cut where it is too long.</summary>
    /// <returns>The label, null where the comment says nothing; and whether it is cut.</returns>
    public static (string? Label, bool IsCut) OfComment(ReadOnlySpan<char> comment)
    {
        var label = new StringBuilder();
        var (characters, isCut) = (0, false);
        foreach (var rune in comment.Trim().EnumerateRunes())
        {
            var isBlank = IsForbidden(rune) || Rune.IsWhiteSpace(rune);
            if (isBlank && characters == 0)
            {
                continue;
            }

            if (characters == MaxCharacters)
            {
                isCut = isCut || !isBlank;
                if (isCut)
                {
                    break;
                }

                continue;
            }

            _ = label.Append(IsForbidden(rune) ? " " : rune.ToString());
            characters++;
        }

        var text = label.ToString().Trim();
        return (text.Length > 0 ? text : null, isCut);
    }

    // The bidirectional controls of Unicode UAX 9 can make a label read as another one.
    private static bool IsForbidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
