using System.Globalization;
using IpAccess.Networks;
using Microsoft.Extensions.Primitives;

namespace IpAccess.Http;

/// <summary>
/// The items of <c>X-Forwarded-For</c>. The list is that of RFC 9110 section 5.6.1, except that an empty item stays an item,
/// and a bad one: who skips it counts hops differently from the proxy that wrote it.
/// </summary>
internal static class ForwardedFor
{
    /// <summary>The header's name.</summary>
    public const string Header = "X-Forwarded-For";

    /// <summary>All items of all lines, from left to right.</summary>
    public static IReadOnlyList<string> Items(StringValues lines) =>
        [.. lines.SelectMany(line => (line ?? string.Empty).Split(',')).Select(item => item.Trim([' ', '\t']))];

    /// <summary>Reads one item: an address, <c>ipv4:port</c>, <c>[ipv6]</c> or <c>[ipv6]:port</c>.</summary>
    public static bool TryParseItem(ReadOnlySpan<char> item, out Address address)
    {
        if (item is ['[', .. var bracketed])
        {
            var end = bracketed.IndexOf(']');
            address = default;
            return end >= 0
                && bracketed[..end].Contains(':')
                && IsNothingOrPort(bracketed[(end + 1)..])
                && NetworkText.TryParseAddress(bracketed[..end], out address);
        }

        var colon = item.IndexOf(':');
        return colon >= 0 && IsNothingOrPort(item[colon..])
            ? NetworkText.TryParseAddress(item[..colon], out address)
            : NetworkText.TryParseAddress(item, out address);
    }

    private static bool IsNothingOrPort(ReadOnlySpan<char> text) =>
        text.IsEmpty
        || (text is [':', .. var port]
            && port is ['0'] or [>= '1' and <= '9', ..]
            && port.Length <= 5
            && !port.ContainsAnyExceptInRange('0', '9')
            && int.Parse(port, CultureInfo.InvariantCulture) <= ushort.MaxValue);
}
