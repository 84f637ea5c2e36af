using System.Buffers.Binary;
using System.Net;
using IpAccess.Networks;

namespace IpAccess.Tests.Http;

/// <summary>Socket addresses for tests, as a connection would give them.</summary>
internal static class Sockets
{
    public static IPAddress AddressOf(string text)
    {
        Assert.True(NetworkText.TryParseAddress(text, out var address));
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address.Bits);
        return new IPAddress(address.IsIPv4 ? bytes.AsSpan(12) : bytes);
    }
}
