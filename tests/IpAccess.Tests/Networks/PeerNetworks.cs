using System.Net;
using System.Numerics;
using IpAccess.Networks;

namespace IpAccess.Tests.Networks;

/// <summary>The arithmetic of the package IPNetwork2, network by network, which also finds what lies in what. It reads no text of ours: only bits go in.</summary>
internal static class PeerNetworks
{
    private static readonly IPNetwork2 Mapped = Of(Address.MappedPrefix, 128, 96);

    /// <summary>How many addresses lie in one of these networks or more.</summary>
    public static BigInteger Count(IEnumerable<Network> networks)
    {
        var peers = networks.Distinct().Select(Of).ToList();
        return peers
            .Where(peer => !peers.Exists(other => other.Cidr < peer.Cidr && other.AddressFamily == peer.AddressFamily && other.Contains(peer)))
            .Aggregate(BigInteger.Zero, (sum, peer) => sum + Count(peer));
    }

    private static BigInteger Count(IPNetwork2 peer) =>
        peer.AddressFamily == Mapped.AddressFamily && peer.Contains(Mapped) ? peer.Total - Mapped.Total : peer.Total;

    private static IPNetwork2 Of(Network network) => Of(network.First.Bits, network.First.Width, network.PrefixLength);

    private static IPNetwork2 Of(UInt128 bits, int width, byte length)
    {
        var bytes = ((BigInteger)bits).ToByteArray(isUnsigned: true, isBigEndian: true);
        return new(new IPAddress([.. new byte[(width / 8) - bytes.Length], .. bytes]), length);
    }
}
