namespace IpAccess.Networks;

/// <summary>
/// Many networks in one text: split on space, tab, CR, LF and comma; empty items are ignored. <c>#</c> or <c>;</c> at the start
/// of a line, or behind a space or tab, begins a comment that ends with the line.
/// </summary>
internal static class NetworkPaste
{
    /// <summary>The items in their order, each read when it is asked for. Nothing but separators and comments gives none.</summary>
    public static IEnumerable<PasteItem> Parse(string text)
    {
        var (line, lineStart, position) = (1, 0, 0);
        var before = default(ReadOnlyMemory<char>);
        ReadOnlyMemory<char>? comment = null;
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
                    comment = null;
                    break;
                case '#' or ';' when IsCommentStart(text, position):
                    position = LineEnd(text, position);
                    break;
                default:
                    var source = text.AsMemory(position, ItemLength(text.AsSpan(position)));
                    comment ??= CommentBehind(text, position + source.Length);
                    yield return Read(source, before, line, position - lineStart + 1) with { Comment = comment.Value };
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

    // A range is one item, so that it is one fault, though it may have spaces in it.
    private static int ItemLength(ReadOnlySpan<char> text)
    {
        if (NetworkRange.LengthAt(text) is > 0 and var rangeLength)
        {
            return rangeLength;
        }

        var length = text.IndexOfAny(" \t\r\n,");
        return length < 0 ? text.Length : length;
    }

    private static bool IsCommentStart(string text, int position) => position == 0 || text[position - 1] is ' ' or '\t' or '\r' or '\n';

    private static int LineEnd(string text, int position)
    {
        var length = text.AsSpan(position).IndexOfAny('\r', '\n');
        return length < 0 ? text.Length : position + length;
    }

    private static ReadOnlyMemory<char> CommentBehind(string text, int position)
    {
        var end = LineEnd(text, position);
        while (text.AsSpan(position, end - position).IndexOfAny('#', ';') is >= 0 and var length)
        {
            position += length + 1;
            if (IsCommentStart(text, position - 1))
            {
                return text.AsMemory(position, end - position);
            }
        }

        return default;
    }
}
