using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace IpAccess.Testing.Enforcement;

/// <summary>
/// Networks, judged one after the other, bit by bit, and read by the framework's own parser: what everything that enforces a list is
/// compared with. Nothing of it is the service's.
/// </summary>
internal sealed class NaiveList
{
    private readonly (bool IsIPv4, UInt128 Bits, int HostBits)[] networks;

    private NaiveList((bool IsIPv4, UInt128 Bits, int HostBits)[] networks) => this.networks = networks;

    /// <summary>How many networks there are.</summary>
    public int Count => networks.Length;

    /// <summary>The networks of lines such as <c>10.0.0.0/8</c>; empty ones and those that begin with # are left out.</summary>
    public static NaiveList Of(IEnumerable<string> lines) =>
        new([.. lines.Where(line => line.Length > 0 && line[0] != '#').Select(NetworkOf)]);

    /// <summary>The networks of an export as <c>text</c>.</summary>
    public static NaiveList OfText(string export) => Of(export.Split('\n'));

    /// <summary>Whether one of them holds the address; a mapped one is the IPv4 address.</summary>
    public bool Holds(IPAddress address)
    {
        var (isIPv4, bits) = BitsOf(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        return networks.Any(network => network.IsIPv4 == isIPv4 && HighBits(network.Bits ^ bits, network.HostBits) == UInt128.Zero);
    }

    /// <summary>Whether one of them holds the address.</summary>
    public bool Holds(string address) => Holds(Parse(address));

    private static (bool IsIPv4, UInt128 Bits, int HostBits) NetworkOf(string line)
    {
        var slash = line.IndexOf('/', StringComparison.Ordinal);
        var (isIPv4, bits) = BitsOf(Parse(line[..slash]));
        return (isIPv4, bits, (isIPv4 ? 32 : 128) - int.Parse(line[(slash + 1)..], CultureInfo.InvariantCulture));
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "What is read here is canonical, and must not be read by what it judges.")]
    private static IPAddress Parse(string text) => IPAddress.Parse(text);

    private static (bool IsIPv4, UInt128 Bits) BitsOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? (true, BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()))
        : (false, BinaryPrimitives.ReadUInt128BigEndian(address.GetAddressBytes()));

    private static UInt128 HighBits(UInt128 bits, int hostBits) => hostBits == 128 ? UInt128.Zero : bits >> hostBits;
}
