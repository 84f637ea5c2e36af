using System.Numerics;
using IpAccess.Networks;

namespace IpAccess.Hygiene;

/// <summary>How many addresses there are in networks.</summary>
internal static class AddressCount
{
    /// <summary>How many addresses lie in one of these networks or more, IPv4 and IPv6 together.</summary>
    /// <param name="inOrder">The networks, in network order.</param>
    public static BigInteger Of(IEnumerable<Network> inOrder)
    {
        var count = BigInteger.Zero;
        var outermost = default(Network);
        foreach (var network in inOrder)
        {
            if (!outermost.Contains(network.First))
            {
                count += Of(network);
                outermost = network;
            }
        }

        return count;
    }

    private static BigInteger Of(Network network)
    {
        var block = BigInteger.One << (network.First.Width - network.PrefixLength);
        return HasMapped(network) ? block - (BigInteger.One << 32) : block;
    }

    private static bool HasMapped(Network network) =>
        !network.First.IsIPv4 && network.First.Bits <= Address.MappedPrefix && Address.MappedPrefix <= network.LastBits;
}
