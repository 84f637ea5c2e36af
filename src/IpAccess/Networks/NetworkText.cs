using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace IpAccess.Networks;

/// <summary>The text of addresses and networks: one strict grammar in, RFC 5952 out.</summary>
internal static class NetworkText
{
    /// <summary>The canonical text of an address; empty for the default value.</summary>
    public static string Format(Address address)
    {
        if (address.IsNone)
        {
            return string.Empty;
        }

        var bits = (uint)address.Bits;
        return address.IsIPv4
            ? string.Create(CultureInfo.InvariantCulture, $"{bits >> 24}.{bits >> 16 & 255}.{bits >> 8 & 255}.{bits & 255}")
            : FormatIPv6(address.Bits);
    }

    /// <summary>The canonical text of a network, always with its prefix; empty for the default value.</summary>
    public static string Format(Network network) =>
        network.First.IsNone
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"{Format(network.First)}/{network.PrefixLength}");

    private static string FormatIPv6(UInt128 bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        return new IPAddress(bytes).ToString();
    }
}
