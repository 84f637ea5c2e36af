using System.Globalization;

namespace IpAccess.Networks;

/// <summary>IPv6 text: every form of RFC 4291 section 2.2 in, RFC 5952 out.</summary>
internal static class IPv6Text
{
    private const int Groups = 8;

    /// <summary>Reads an address: hexadecimal groups, at most one <c>::</c>, perhaps dotted decimal at the end.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 bits)
    {
        var beforeGap = UInt128.Zero;
        var gap = -1;
        var groups = 0;
        bits = UInt128.Zero;
        if (text is [':', ':', ..])
        {
            gap = 0;
            text = text[2..];
        }

        while (groups < Groups && (groups != gap || !text.IsEmpty))
        {
            if (!TryReadGroups(ref text, ref groups, ref bits))
            {
                return false;
            }

            if (text is [':', ':', ..] && gap < 0)
            {
                (beforeGap, bits, gap) = (bits, UInt128.Zero, groups);
                text = text[2..];
            }
            else if (text is [':', _, ..] && groups < Groups)
            {
                text = text[1..];
            }
            else
            {
                break;
            }
        }

        bits |= gap > 0 ? beforeGap << (16 * (Groups - gap)) : UInt128.Zero;
        return text.IsEmpty && (gap < 0 ? groups == Groups : groups < Groups);
    }

    /// <summary>Writes the address, at most 39 characters; returns how many.</summary>
    public static int Write(UInt128 bits, Span<char> destination)
    {
        var (gap, gapEnd) = LongestZeros(bits);
        var written = 0;
        for (var group = 0; group < Groups; group++)
        {
            if (group == gap)
            {
                destination[written++] = ':';
                destination[written++] = ':';
                group = gapEnd - 1;
                continue;
            }

            if (group > 0 && group != gapEnd)
            {
                destination[written++] = ':';
            }

            _ = Group(bits, group).TryFormat(destination[written..], out var length, "x", CultureInfo.InvariantCulture);
            written += length;
        }

        return written;
    }

    // RFC 5952 section 4.2: the longest run, the first of equal ones, and never a single group.
    private static (int Start, int End) LongestZeros(UInt128 bits)
    {
        var longest = (Start: -1, End: -1);
        for (var start = 0; start < Groups; start++)
        {
            var end = start;
            while (end < Groups && Group(bits, end) == 0)
            {
                end++;
            }

            longest = end - start > Math.Max(1, longest.End - longest.Start) ? (start, end) : longest;
            start = end;
        }

        return longest;
    }

    private static ushort Group(UInt128 bits, int group) => (ushort)(bits >> (16 * (Groups - 1 - group)));

    private static bool TryReadGroups(ref ReadOnlySpan<char> text, ref int groups, ref UInt128 bits)
    {
        var length = 0;
        var value = 0u;
        while (length < 4 && length < text.Length && char.IsAsciiHexDigit(text[length]))
        {
            var character = text[length++];
            value = (value << 4) | (uint)(char.IsAsciiDigit(character) ? character - '0' : (character | 0x20) - 'a' + 10);
        }

        if (length < text.Length && text[length] == '.')
        {
            return TryReadDotted(ref text, ref groups, ref bits);
        }

        bits = (bits << 16) | value;
        groups++;
        text = text[length..];
        return length > 0;
    }

    private static bool TryReadDotted(ref ReadOnlySpan<char> text, ref int groups, ref UInt128 bits)
    {
        var valid = IPv4Text.TryParse(text, out var dotted);
        bits = (bits << 32) | dotted;
        groups += 2;
        text = default;
        return valid;
    }
}
