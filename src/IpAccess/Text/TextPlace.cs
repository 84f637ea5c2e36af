using System.Buffers;
using System.Globalization;
using System.Text;

namespace IpAccess.Text;

/// <summary>Places in a UTF-8 text as people count them: <c>line:column</c> from 1, in UTF-16 code units.</summary>
internal static class TextPlace
{
    /// <summary>The place of a byte of a text that is valid up to there. CR, LF and CRLF each end a line.</summary>
    public static string Of(ReadOnlySpan<byte> text, int offset)
    {
        var before = Encoding.UTF8.GetString(text[..offset]);
        var (line, start) = (1, 0);
        for (var i = 0; i < before.Length; i++)
        {
            if (before[i] is '\r' or '\n')
            {
                line += before[i] == '\n' && i > 0 && before[i - 1] == '\r' ? 0 : 1;
                start = i + 1;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{line}:{before.Length - start + 1}");
    }

    /// <summary>The place that a parser tells by lines ended by LF and bytes, both from 0.</summary>
    public static string Of(ReadOnlySpan<byte> text, long line, long byteInLine)
    {
        var offset = 0;
        for (; line > 0; line--)
        {
            offset += text[offset..].IndexOf((byte)'\n') + 1;
        }

        return Of(text, Math.Min(text.Length, offset + (int)byteInLine));
    }

    /// <summary>The offset of the first byte that is not UTF-8; the length of the text where all of it is.</summary>
    public static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(text[offset..], out _, out var length) == OperationStatus.Done)
        {
            offset += length;
        }

        return offset;
    }
}
