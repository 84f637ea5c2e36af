using System.Globalization;

namespace IpAccess.Networks;

/// <summary>The text of addresses and networks: one strict grammar in, RFC 5952 out. No library reads user text.</summary>
internal static class NetworkText
{
    /// <summary>The length, in characters, of the longest valid text: <c>0000:…:ffff:255.255.255.255/128</c>.</summary>
    public const int MaxLength = 49;

    /// <summary>Reads a client: exactly one address, without prefix, port, zone, wildcard, brackets or spaces.</summary>
    public static bool TryParseAddress(ReadOnlySpan<char> text, out Address address)
    {
        address = default;
        if (text.Length > MaxLength)
        {
            return false;
        }

        if (text.Contains(':'))
        {
            var isIPv6 = IPv6Text.TryParse(text, out var bits);
            address = isIPv6 ? Address.IPv6(bits) : default;
            return isIPv6;
        }

        var isIPv4 = IPv4Text.TryParse(text, out var dotted);
        address = isIPv4 ? Address.IPv4(dotted) : default;
        return isIPv4;
    }

    /// <summary>Reads one network, without splitting or trimming. Returns null on success, else what is wrong.</summary>
    public static NetworkFault? Parse(ReadOnlySpan<char> text, out Network network)
    {
        network = default;
        var valid = text.Length <= MaxLength
            && (text.Contains(':') ? TryParseIPv6(text, out network) : IPv4Text.TryParseNetwork(text, out network));
        return valid ? null : NetworkDiagnosis.Of(text);
    }

    /// <summary>The canonical text of an address; empty for the default value.</summary>
    public static string Format(Address address)
    {
        Span<char> buffer = stackalloc char[MaxLength];
        return new(buffer[..Write(address, buffer)]);
    }

    /// <summary>The canonical text of a network, always with its prefix; empty for the default value.</summary>
    public static string Format(Network network)
    {
        Span<char> buffer = stackalloc char[MaxLength];
        return new(buffer[..Write(network, buffer)]);
    }

    /// <summary>Writes what <see cref="Format(Address)"/> gives into at least <see cref="MaxLength"/> characters; returns how many.</summary>
    public static int Write(Address address, Span<char> destination) =>
        address.IsIPv4 ? IPv4Text.Write((uint)address.Bits, destination)
        : address.IsNone ? 0
        : IPv6Text.Write(address.Bits, destination);

    /// <summary>Writes what <see cref="Format(Network)"/> gives into at least <see cref="MaxLength"/> characters; returns how many.</summary>
    public static int Write(Network network, Span<char> destination)
    {
        var written = Write(network.First, destination);
        if (written > 0)
        {
            destination[written++] = '/';
            _ = network.PrefixLength.TryFormat(destination[written..], out var length, default, CultureInfo.InvariantCulture);
            written += length;
        }

        return written;
    }

    // Masked to less than its 96 leading bits, a mapped address would be ::/n, with ::1 in it, and no IPv4 network.
    private static bool TryParseIPv6(ReadOnlySpan<char> text, out Network network)
    {
        var slash = text.IndexOf('/');
        var prefixLength = 128;
        var valid = IPv6Text.TryParse(slash < 0 ? text : text[..slash], out var bits)
            && (slash < 0 || IPv4Text.TryReadPrefix(text[(slash + 1)..], 128, out prefixLength))
            && (prefixLength >= 96 || !Address.IPv6(bits).IsIPv4);
        network = valid ? Network.IPv6(bits, prefixLength) : default;
        return valid;
    }
}
