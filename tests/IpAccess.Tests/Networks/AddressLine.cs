using System.Globalization;
using System.Numerics;
using IpAccess.Networks;

namespace IpAccess.Tests.Networks;

/// <summary>
/// Networks as pieces of one line of 2^128 numbers, on which the mapped block of IPv6 is IPv4. It knows nothing of blocks that lie
/// in each other, and nothing of the package IPNetwork2.
/// </summary>
internal static class AddressLine
{
    private static readonly BigInteger FirstMapped = BigInteger.Parse("281470681743360", CultureInfo.InvariantCulture);
    private static readonly BigInteger LastMapped = FirstMapped + uint.MaxValue;

    /// <summary>How many addresses lie in one of these networks or more.</summary>
    public static BigInteger Count(IEnumerable<Network> networks)
    {
        var (count, next) = (BigInteger.Zero, BigInteger.Zero);
        foreach (var (first, last) in networks.SelectMany(PiecesOf).Order())
        {
            var from = BigInteger.Max(first, next);
            if (from <= last)
            {
                count += last - from + 1;
                next = last + 1;
            }
        }

        return count;
    }

    private static IEnumerable<(BigInteger First, BigInteger Last)> PiecesOf(Network network)
    {
        BigInteger first = network.First.Bits;
        var last = first + BigInteger.Pow(2, network.First.Width - network.PrefixLength) - 1;
        (BigInteger First, BigInteger Last)[] pieces = network.First.IsIPv4
            ? [(FirstMapped + first, FirstMapped + last)]
            : [(first, BigInteger.Min(last, FirstMapped - 1)), (BigInteger.Max(first, LastMapped + 1), last)];
        return pieces.Where(piece => piece.First <= piece.Last);
    }
}
