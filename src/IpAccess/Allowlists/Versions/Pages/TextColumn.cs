using System.Text;
using IpAccess.Packing;

namespace IpAccess.Allowlists.Versions.Pages;

/// <summary>Texts as numbers: 0 for null, 1 for the next new text, 2 and up for those that came before.</summary>
internal sealed class TextColumn
{
    /// <summary>No text.</summary>
    public const int Null = 0;

    /// <summary>A text that did not come before.</summary>
    public const int New = 1;

    /// <summary>The first of the texts that came before.</summary>
    public const int Known = 2;

    private readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);

    /// <summary>UTF-8 that refuses what is not Unicode instead of replacing it.</summary>
    public static UTF8Encoding Utf8 { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A number for each text added.</summary>
    public PackWriter Codes { get; } = new();

    /// <summary>Each text once.</summary>
    public PackWriter Texts { get; } = new();

    /// <summary>Adds a text.</summary>
    /// <exception cref="EncoderFallbackException">It has half of a surrogate pair.</exception>
    public void Add(string? text)
    {
        if (text is null)
        {
            Codes.Number(Null);
        }
        else if (codes.TryGetValue(text, out var code))
        {
            Codes.Number((uint)code);
        }
        else
        {
            codes.Add(text, Known + codes.Count);
            Codes.Number(New);
            Texts.Section(Utf8.GetBytes(text));
        }
    }
}
