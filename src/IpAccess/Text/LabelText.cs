using System.Globalization;
using System.Text;

namespace IpAccess.Text;

/// <summary>The rules for words that people give to things and others read: labels, names, reasons.</summary>
internal static class LabelText
{
    /// <summary>The characters that a label has at most, counted as code points.</summary>
    public const int MaxCharacters = 100;

    /// <summary>The label as it is kept, with no key of ours in it; what is wrong with it becomes a fault.</summary>
    public static string Read(string at, string text, Faults faults)
    {
        var label = KeyShape.Hide(text);
        if (label.EnumerateRunes().Count() > MaxCharacters)
        {
            faults.Add(at, label, "too_long", "At most 100 characters.");
        }

        if (label.EnumerateRunes().Any(IsForbidden))
        {
            faults.Add(at, label, "forbidden_character", "No control characters, line breaks or direction marks.");
        }

        return label;
    }

    /// <summary>Whether two labels read the same, however their accents are encoded.</summary>
    public static bool AreSame(string? one, string? other) => one == other
        || (one is not null && other is not null && ComposedText.Of(one) == ComposedText.Of(other));

    /// <summary>The label that a comment makes: trimmed, without what no label may have or keep, and cut where it is too long.</summary>
    /// <returns>The label, null where the comment says nothing; and whether it is cut.</returns>
    public static (string? Label, bool IsCut) OfComment(ReadOnlySpan<char> comment)
    {
        var label = new StringBuilder();
        var (characters, isCut) = (0, false);
        foreach (var rune in KeyShape.Hide(comment.Trim().ToString()).EnumerateRunes())
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
