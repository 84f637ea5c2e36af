using System.Numerics;

namespace IpAccess.Networks;

/// <summary>Finds the most useful fault for a text that the grammar has refused already. It decides nothing.</summary>
internal static class NetworkDiagnosis
{
    /// <summary>The fault of a refused text.</summary>
    public static NetworkFault Of(ReadOnlySpan<char> text)
    {
        if (text.Length > NetworkText.MaxLength)
        {
            return NetworkFault.NotAnAddress;
        }

        var slash = text.IndexOf('/');
        return slash < 0 ? OfAddress(text) : OfNetwork(text[..slash], text[(slash + 1)..]);
    }

    /// <summary>The fault of a netmask that belongs to the address before it, or null where this is not a netmask.</summary>
    public static NetworkFault? OfNetmask(Address address, ReadOnlySpan<char> text) =>
        !NetworkText.TryParseAddress(text, out var mask) || !IsNetmask(mask) ? null
        : address.IsIPv4 ? NetworkFault.NetmaskFor(Network.Around(address, BitOperations.PopCount((uint)mask.Bits)))
        : NetworkFault.Netmask;

    private static NetworkFault OfNetwork(ReadOnlySpan<char> address, ReadOnlySpan<char> prefix)
    {
        if (NetworkText.TryParseAddress(address, out var parsed))
        {
            return OfNetmask(parsed, prefix) ?? (IsZeroLed(prefix) ? NetworkFault.LeadingZero : NetworkFault.BadPrefix);
        }

        return IPv4Text.ReadOctets(address, out _, out var rest) > 0 && rest.IsEmpty
            ? IsZeroLed(prefix) ? NetworkFault.LeadingZero : NetworkFault.ShortForm
            : OfAddress(address);
    }

    private static NetworkFault OfAddress(ReadOnlySpan<char> text) =>
        text.Contains('*') ? NetworkFault.Wildcard
        : BeginsWithAddress(text, '%') ? NetworkFault.Zone
        : BeginsWithAddress(text, '-') ? NetworkFault.Range
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

    // 255.0.0.0 to 255.255.255.254 where all leading bits are ones: what people write as a netmask.
    private static bool IsNetmask(Address mask)
    {
        var zeros = ~(uint)mask.Bits;
        return mask.IsIPv4 && zeros is > 0 and <= 0x00ff_ffff && BitOperations.IsPow2(zeros + 1);
    }
}
