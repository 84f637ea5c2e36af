namespace IpAccess.Text;

/// <summary>The mark that some editors and libraries write before a text in UTF-8.</summary>
internal static class ByteOrderMark
{
    /// <summary>The bytes that it takes at the start of a text; 0 where the text begins without it.</summary>
    public static int LengthIn(ReadOnlySpan<byte> text) => text is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
}
