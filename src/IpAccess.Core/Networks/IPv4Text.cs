using System.Globalization;

namespace IpAccess.Networks;

/// <summary>Dotted decimal: octets without leading zeros, and the short and wildcard forms of networks.</summary>
internal static class IPv4Text
{
    /// <summary>
    /// Reads as many octets as there are, at most four, into the leading bits; <paramref name="rest"/> is what follows
    /// them. Returns their number, 0 where the text does not begin with an octet.
    /// </summary>
    public static int ReadOctets(ReadOnlySpan<char> text, out uint bits, out ReadOnlySpan<char> rest)
    {
        bits = 0;
        rest = text;
        var octets = 0;
        while (octets < 4)
        {
            var next = octets == 0 ? rest : rest is ['.', ..] ? rest[1..] : default;
            var length = ReadOctet(next, out var octet);
            if (length == 0)
            {
                break;
            }

            octets++;
            bits |= octet << (32 - (8 * octets));
            rest = next[length..];
        }

        return octets;
    }

    /// <summary>Reads an address: exactly four octets.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out uint bits) =>
        ReadOctets(text, out bits, out var rest) == 4 && rest.IsEmpty;

    /// <summary>Reads an address, or a network with a prefix, in short form, or with trailing wildcards.</summary>
    public static bool TryParseNetwork(ReadOnlySpan<char> text, out Network network)
    {
        var octets = ReadOctets(text, out var bits, out var rest);
        var prefixLength = 8 * octets;
        var valid = rest switch
        {
            [] => octets == 4,
            ['/', .. var prefix] => octets > 0 && TryReadPrefix(prefix, 8 * octets, out prefixLength),
            _ => octets > 0 && AreWildcards(rest, 4 - octets),
        };

        network = valid ? Network.IPv4(bits, prefixLength) : default;
        return valid;
    }

    /// <summary>Reads a prefix length: decimal digits without sign or leading zero, at most <paramref name="longest"/>.</summary>
    public static bool TryReadPrefix(ReadOnlySpan<char> text, int longest, out int prefixLength)
    {
        var length = ReadNumber(text, out var number);
        prefixLength = (int)number;
        return length > 0 && length == text.Length && prefixLength <= longest;
    }

    /// <summary>Writes the address, at most 15 characters; returns how many.</summary>
    public static int Write(uint bits, Span<char> destination)
    {
        var written = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            _ = ((byte)(bits >> shift)).TryFormat(destination[written..], out var length, default, CultureInfo.InvariantCulture);
            written += length;
            if (shift > 0)
            {
                destination[written++] = '.';
            }
        }

        return written;
    }

    private static bool AreWildcards(ReadOnlySpan<char> text, int most)
    {
        var count = 0;
        for (; text is ['.', '*', ..]; text = text[2..])
        {
            count++;
        }

        return text.IsEmpty && count <= most;
    }

    private static int ReadOctet(ReadOnlySpan<char> text, out uint octet)
    {
        var length = ReadNumber(text, out octet);
        return octet <= 255 ? length : 0;
    }

    // At most three digits: a fourth one stays unread and is an error to every caller.
    private static int ReadNumber(ReadOnlySpan<char> text, out uint number)
    {
        number = 0;
        var length = 0;
        while (length < 3 && length < text.Length && char.IsAsciiDigit(text[length]) && (length == 0 || number > 0))
        {
            number = (number * 10) + text[length++] - '0';
        }

        return length;
    }
}
