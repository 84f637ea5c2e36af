namespace IpAccess.Networks;

/// <summary>Many networks in one text: split on space, tab, CR, LF and comma; empty items are ignored.</summary>
internal static class NetworkPaste
{
    /// <summary>The items in their order, each read when it is asked for. Nothing but separators gives none.</summary>
    public static IEnumerable<PasteItem> Parse(string text)
    {
        var (line, lineStart, position) = (1, 0, 0);
        var before = default(ReadOnlyMemory<char>);
        while (position < text.Length)
        {
            switch (text[position])
            {
                case ' ' or '\t':
                    position++;
                    break;
                case ',':
                    position++;
                    before = default;
                    break;
                case '\r' or '\n':
                    lineStart = position = AfterLineBreak(text, position);
                    line++;
                    before = default;
                    break;
                default:
                    var source = text.AsMemory(position, ItemLength(text.AsSpan(position)));
                    yield return Read(source, before, line, position - lineStart + 1);
                    position += source.Length;
                    before = source;
                    break;
            }
        }
    }

    private static PasteItem Read(ReadOnlyMemory<char> source, ReadOnlyMemory<char> before, int line, int column)
    {
        var fault = NetworkText.Parse(source.Span, out var network);
        if (fault is null && NetworkText.TryParseAddress(before.Span, out var address))
        {
            fault = NetworkDiagnosis.OfNetmask(address, source.Span);
        }

        return new(fault is null ? network : default, fault, source, line, column);
    }

    private static int AfterLineBreak(string text, int position) =>
        text.AsSpan(position) is ['\r', '\n', ..] ? position + 2 : position + 1;

    private static int ItemLength(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAny(" \t\r\n,");
        return length < 0 ? text.Length : length;
    }
}
