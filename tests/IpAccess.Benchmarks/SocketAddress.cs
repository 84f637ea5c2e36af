using System.Buffers.Binary;
using System.Net;
using IpAccess.Networks;

namespace IpAccess.Benchmarks;

/// <summary>Our address as the platform's.</summary>
internal static class SocketAddress
{
    /// <summary>The same address.</summary>
    public static IPAddress Of(Address address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address.Bits);
        return new IPAddress(address.IsIPv4 ? bytes[12..] : bytes);
    }
}
