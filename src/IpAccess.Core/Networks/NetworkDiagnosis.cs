using System.Numerics;

namespace IpAccess.Networks;

/// <summary>Finds the most useful fault for a text that the grammar has refused already. It decides nothing.</summary>
internal static class NetworkDiagnosis
{
    private const string Tag = "IPv6:";

    /// <summary>The fault of a refused text.</summary>
    public static NetworkFault Of(ReadOnlySpan<char> text)
    {
        if (NetworkRange.TryParse(text, out var first, out var last))
        {
            return NetworkFault.RangeOf(NetworkRange.Cover(first, last));
        }

        if (Untagged(text) is { } untagged)
        {
            return NetworkFault.TaggedFor(untagged);
        }

        if (text.Length > NetworkText.MaxLength)
        {
            return NetworkFault.NotAnAddress;
        }

        var slash = text.IndexOf('/');
        return slash < 0 ? OfAddress(text) : OfNetwork(text[..slash], text[(slash + 1)..]);
    }

    /// <summary>
    /// The fault of a netmask, or of its inverse as routers have it, that belongs to the address before it; null where this is
    /// neither.
    /// </summary>
    public static NetworkFault? OfNetmask(Address address, ReadOnlySpan<char> text) =>
        !NetworkText.TryParseAddress(text, out var mask) || PrefixOf(mask) is not { } prefixLength ? null
        : address.IsIPv4 ? NetworkFault.NetmaskFor(Network.Around(address, prefixLength))
        : NetworkFault.Netmask;

    /// <summary>
    /// The address or network of a text that has it behind the tag <c>IPv6:</c>, as mail servers write it (RFC 5321 section
    /// 4.1.3); null for other texts.
    /// </summary>
    public static string? Untagged(ReadOnlySpan<char> text)
    {
        text = text is ['[', .. var inner, ']'] ? inner : text;
        if (!text.StartsWith(Tag, StringComparison.OrdinalIgnoreCase) || text.Length > Tag.Length + NetworkText.MaxLength)
        {
            return null;
        }

        var behind = text[Tag.Length..];
        return NetworkText.TryParseAddress(behind, out var address) ? address.ToString()
            : NetworkText.Parse(behind, out var network) is null ? network.ToString()
            : null;
    }

    private static NetworkFault OfNetwork(ReadOnlySpan<char> address, ReadOnlySpan<char> prefix)
    {
        if (NetworkText.TryParseAddress(address, out var parsed))
        {
            return OfNetmask(parsed, prefix)
                ?? (IsZeroLed(prefix) ? NetworkFault.LeadingZero
                : parsed.IsIPv4 && address.Contains(':') && IPv4Text.TryReadPrefix(prefix, 95, out var prefixLength)
                    ? NetworkFault.MappedFor(parsed, prefixLength)
                : NetworkFault.BadPrefix);
        }

        return IPv4Text.ReadOctets(address, out _, out var rest) > 0 && rest.IsEmpty
            ? IsZeroLed(prefix) ? NetworkFault.LeadingZero : NetworkFault.ShortForm
            : OfAddress(address);
    }

    private static NetworkFault OfAddress(ReadOnlySpan<char> text) =>
        text.Contains('*') ? NetworkFault.Wildcard
        : BeginsWithAddress(text, '%') ? NetworkFault.Zone
        : BeginsWithAddress(text, '-') || BeginsWithAddress(text, '\u2013') || BeginsWithAddress(text, '~') ? NetworkFault.Range
        : text is ['[', ..] || BeginsWithAddress(text, ':') ? NetworkFault.Port
        : IPv4Text.ReadOctets(text, out _, out var rest) > 0 && rest.IsEmpty ? NetworkFault.ShortForm
        : HasZeroLedOctet(text) ? NetworkFault.LeadingZero
        : NetworkFault.NotAnAddress;

    private static bool BeginsWithAddress(ReadOnlySpan<char> text, char end)
    {
        var length = text.IndexOf(end);
        return length > 0 && NetworkText.TryParseAddress(text[..length], out _);
    }

    private static bool HasZeroLedOctet(ReadOnlySpan<char> text)
    {
        var found = false;
        foreach (var range in text.Split('.'))
        {
            var octet = text[range];
            found |= IsZeroLed(octet);
            if (octet.IsEmpty || octet.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
        }

        return found;
    }

    private static bool IsZeroLed(ReadOnlySpan<char> text) => text is ['0', _, ..] && !text.ContainsAnyExceptInRange('0', '9');

    // Ones and then zeros, as in a netmask, or zeros and then ones, as in its inverse. No bit at all is the inverse of /32.
    private static int? PrefixOf(Address mask)
    {
        var bits = (uint)mask.Bits;
        var ones = bits > int.MaxValue ? bits : ~bits;
        var prefixLength = BitOperations.LeadingZeroCount(~ones);
        return mask.IsIPv4 && prefixLength == BitOperations.PopCount(ones) ? prefixLength : null;
    }
}
