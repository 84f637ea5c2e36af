using System.Buffers;

namespace IpAccess.Networks;

/// <summary>
/// Two addresses with a dash, an en dash or a tilde between them, perhaps with spaces around it: what people write for all
/// addresses from the one to the other. The grammar refuses it; this finds the networks to write instead.
/// </summary>
internal static class NetworkRange
{
    private const string Dashes = "-\u2013~";
    private static readonly SearchValues<char> FirstEnds = SearchValues.Create(" \t\r\n," + Dashes);
    private static readonly SearchValues<char> LastEnds = SearchValues.Create(" \t\r\n,");

    /// <summary>The characters of the range that a text begins with; 0 where it begins with something else.</summary>
    public static int LengthAt(ReadOnlySpan<char> text) => TryRead(text, out _, out _, out var length) ? length : 0;

    /// <summary>Reads a text that is a range and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address first, out Address last) =>
        TryRead(text, out first, out last, out var length) && length == text.Length;

    /// <summary>
    /// The fewest networks that hold these addresses and no others, in order; none where the last comes before the first, where
    /// they are not of one family, and where the mapped addresses, which are IPv4, lie between them.
    /// </summary>
    public static IReadOnlyList<Network> Cover(Address first, Address last)
    {
        var isIPv4 = first.IsIPv4;
        var networks = new List<Network>();
        var (from, to) = (first.Bits, last.Bits);
        if (first.Width != last.Width || from > to || (!isIPv4 && from < Address.MappedPrefix && to > Address.MappedPrefix))
        {
            return networks;
        }

        while (true)
        {
            var hostBits = Math.Min(first.Width, (int)UInt128.TrailingZeroCount(from));
            while (HostMask(hostBits) > to - from)
            {
                hostBits--;
            }

            var prefixLength = first.Width - hostBits;
            networks.Add(isIPv4 ? Network.IPv4((uint)from, prefixLength) : Network.IPv6(from, prefixLength));
            if (to - from == HostMask(hostBits))
            {
                return networks;
            }

            from += HostMask(hostBits) + UInt128.One;
        }
    }

    // A shift by 128 bits is a shift by none.
    private static UInt128 HostMask(int bits) => bits == 0 ? UInt128.Zero : UInt128.MaxValue >> (128 - bits);

    private static bool TryRead(ReadOnlySpan<char> text, out Address first, out Address last, out int length)
    {
        (first, last, length) = (default, default, 0);
        var end = text.IndexOfAny(FirstEnds);
        if (end <= 0 || text[end..].TrimStart(" \t") is not [var dash, .. var behind] || !Dashes.Contains(dash, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = behind.TrimStart(" \t");
        var restEnd = rest.IndexOfAny(LastEnds);
        restEnd = restEnd < 0 ? rest.Length : restEnd;
        length = text.Length - rest.Length + restEnd;
        return NetworkText.TryParseAddress(text[..end], out first) && NetworkText.TryParseAddress(rest[..restEnd], out last);
    }
}
