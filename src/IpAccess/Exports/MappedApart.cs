using System.Runtime.CompilerServices;
using IpAccess.Networks;

namespace IpAccess.Exports;

/// <summary>
/// Networks without the mapped addresses (<c>::ffff:0:0/96</c>), for programs to which an IPv4 client is one of those: such as hold them
/// are cut in pieces around them. Where all of IPv4 is let in besides, that makes no difference, and nothing is cut.
/// </summary>
internal static class MappedApart
{
    private const int MappedLength = 96;

    /// <summary>The networks, or their pieces, in network order.</summary>
    public static async IAsyncEnumerable<Network> OfAsync(
        IAsyncEnumerable<Network> networks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var hasAllIPv4 = false;
        await foreach (var network in networks.WithCancellation(cancellationToken))
        {
            hasAllIPv4 |= network == Families.AllIPv4;
            if (hasAllIPv4 || !HoldsMapped(network))
            {
                yield return network;
                continue;
            }

            foreach (var piece in PiecesOf(network))
            {
                yield return piece;
            }
        }
    }

    private static bool HoldsMapped(Network network) =>
        !network.First.IsIPv4 && network.First.Bits <= Address.MappedPrefix && network.LastBits >= Address.MappedPrefix;

    // At each length the half that does not hold them, in the order of their first addresses.
    private static IEnumerable<Network> PiecesOf(Network network) =>
        Enumerable.Range(network.PrefixLength + 1, MappedLength - network.PrefixLength)
            .Select(length => Network.IPv6(Address.MappedPrefix ^ (UInt128.One << (128 - length)), length))
            .Order();
}
