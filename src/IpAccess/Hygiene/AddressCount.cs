using System.Net;
using System.Numerics;
using IpAccess.Networks;

namespace IpAccess.Hygiene;

/// <summary>
/// How many addresses there are in networks. What a block comes to is the arithmetic of IPNetwork2, asked once for each size; which
/// networks lie in each other is our own, since that library compares numbers only and finds all of IPv4 inside <c>::/0</c>.
/// </summary>
internal static class AddressCount
{
    // One of the library's networks for each of a million rules takes over a second, and half a gigabyte at least.
    private static readonly BigInteger[] TotalsOfIPv4 = Totals(IPAddress.Any, 32);
    private static readonly BigInteger[] TotalsOfIPv6 = Totals(IPAddress.IPv6Any, 128);

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
        var total = (network.First.IsIPv4 ? TotalsOfIPv4 : TotalsOfIPv6)[network.PrefixLength];
        return HasMapped(network) ? total - IPNetwork2.IANA6_IPV4_MAPPED.Total : total;
    }

    private static bool HasMapped(Network network) =>
        !network.First.IsIPv4 && network.First.Bits <= Address.MappedPrefix && Address.MappedPrefix <= network.LastBits;

    /// <summary>The addresses of a block, for each prefix length from 0 on.</summary>
    private static BigInteger[] Totals(IPAddress any, int width) =>
        [.. Enumerable.Range(0, width + 1).Select(length => new IPNetwork2(any, (byte)length).Total)];
}
