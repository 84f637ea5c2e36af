namespace IpAccess.Networks;

/// <summary>One item of a paste: its network, or its fault, and where it stands.</summary>
/// <param name="Network">The network; the default value where there is a fault.</param>
/// <param name="Fault">What is wrong, or null.</param>
/// <param name="Source">The item as written, whatever its length.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column of the first character, from 1, in UTF-16 code units.</param>
internal readonly record struct PasteItem(
    Network Network, NetworkFault? Fault, ReadOnlyMemory<char> Source, int Line, int Column)
{
    private const int LongestQuote = 64;

    /// <summary>The comment at the end of its line, as written behind its <c>#</c> or <c>;</c>; empty where there is none.</summary>
    public ReadOnlyMemory<char> Comment { get; init; }

    /// <summary>The item as written, cut where it is longer than any sensible quotation in an answer.</summary>
    public string Text => Source.Length <= LongestQuote
        ? Source.ToString()
        : string.Concat(Source.Span[..(char.IsHighSurrogate(Source.Span[LongestQuote - 1]) ? LongestQuote - 1 : LongestQuote)], "…");
}
