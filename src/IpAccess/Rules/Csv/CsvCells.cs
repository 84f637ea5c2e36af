using System.Buffers;

namespace IpAccess.Rules.Csv;

/// <summary>
/// Reads CSV (RFC 4180) strictly, cell by cell. CR, LF and CRLF each end a line; lines without any character are skipped.
/// It is our own because CsvHelper (33.1) takes a last cell such as <c>"a""</c> for closed, and needs a gigabyte for 16 MiB of commas.
/// </summary>
internal sealed class CsvCells
{
    private static readonly SearchValues<char> CellEnds = SearchValues.Create(",\r\n");
    private readonly string text;
    private int position;
    private int line = 1;

    private CsvCells(string text) => this.text = text;

    private bool IsAtEnd => position == text.Length;

    /// <summary>The cells in their order, each read when it is asked for.</summary>
    public static IEnumerable<CsvCell> Read(string text) => new CsvCells(text).All();

    private IEnumerable<CsvCell> All()
    {
        for (var column = 1; !IsAtEnd || column > 1;)
        {
            if (column == 1 && SkipLineBreak())
            {
                continue;
            }

            var cell = Next(column);
            column = cell.IsLast ? 1 : column + 1;
            yield return cell;
        }
    }

    private CsvCell Next(int column)
    {
        var (start, startLine) = (position, line);
        var (content, fault) = !IsAtEnd && text[position] == '"' ? Quoted() : Bare();
        content = fault is null ? content : text[start..position];
        var isLast = IsAtEnd || text[position] != ',';
        if (isLast)
        {
            SkipLineBreak();
        }
        else
        {
            position++;
        }

        return new(content, startLine, column, isLast, fault);
    }

    private (string Content, CsvFault? Fault) Bare()
    {
        var content = ToCellEnd();
        return (content.ToString(), content.Contains('"') ? CsvFault.StrayQuote : null);
    }

    private (string Content, CsvFault? Fault) Quoted()
    {
        var start = position + 1;
        var end = ClosingQuote(start);
        if (end < 0)
        {
            position = text.Length;
            return (string.Empty, CsvFault.UnterminatedQuote);
        }

        position = end + 1;
        line += LineBreaks(text.AsSpan(start, end - start));
        var isClosed = ToCellEnd().IsEmpty;
        return (text[start..end].Replace("\"\"", "\"", StringComparison.Ordinal), isClosed ? null : CsvFault.StrayQuote);
    }

    private int ClosingQuote(int from)
    {
        var quote = text.IndexOf('"', from);
        while (quote >= 0 && quote + 1 < text.Length && text[quote + 1] == '"')
        {
            quote = text.IndexOf('"', quote + 2);
        }

        return quote;
    }

    private ReadOnlySpan<char> ToCellEnd()
    {
        var rest = text.AsSpan(position);
        var length = rest.IndexOfAny(CellEnds);
        length = length < 0 ? rest.Length : length;
        position += length;
        return rest[..length];
    }

    private bool SkipLineBreak()
    {
        var length = text.AsSpan(position) switch
        {
            ['\r', '\n', ..] => 2,
            ['\r' or '\n', ..] => 1,
            _ => 0,
        };
        position += length;
        line += length > 0 ? 1 : 0;
        return length > 0;
    }

    private static int LineBreaks(ReadOnlySpan<char> content) =>
        content.Count('\n') + content.Count('\r') - content.Count("\r\n");
}
