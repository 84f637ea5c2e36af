using System.Numerics;
using System.Runtime.CompilerServices;

namespace IpAccess.Networks;

/// <summary>
/// The networks of one family, sorted. Two networks are either nested or apart, so the last one that begins at or before an
/// address holds it, or one of those around it does, or none does: a search, then a short walk outwards.
/// </summary>
/// <typeparam name="TBits">The unsigned number that an address of the family is.</typeparam>
internal sealed class PrefixTable<TBits>
    where TBits : unmanaged, IBinaryInteger<TBits>, IUnsignedNumber<TBits>
{
    private const int MostRootBits = 16;

    private readonly TBits[] starts;
    private readonly byte[] prefixLengths;
    private readonly int[] parents;

    // root[b] is the first network whose bits below the common ones begin with b or more: it narrows the search.
    private readonly int[] root;
    private readonly int rootShift;

    /// <summary>A table of networks of this family in ascending order.</summary>
    public PrefixTable(ReadOnlySpan<Network> sortedDistinct)
    {
        starts = new TBits[sortedDistinct.Length];
        prefixLengths = new byte[sortedDistinct.Length];
        parents = new int[sortedDistinct.Length];
        for (var index = 0; index < sortedDistinct.Length; index++)
        {
            starts[index] = TBits.CreateTruncating(sortedDistinct[index].First.Bits);
            prefixLengths[index] = sortedDistinct[index].PrefixLength;
            // In this order what holds a network comes before it: its parent is known already.
            parents[index] = Around(index - 1, starts[index]);
        }

        (root, rootShift) = Root(starts);
    }

    /// <summary>How many networks there are.</summary>
    public int Count => starts.Length;

    /// <summary>About how much memory this holds, in bytes.</summary>
    public long ApproximateBytes =>
        ((long)Count * (Unsafe.SizeOf<TBits>() + sizeof(byte) + sizeof(int))) + ((long)root.Length * sizeof(int));

    /// <summary>The most specific network that holds the address, or -1.</summary>
    public int Find(TBits address) => Around(LastAtOrBefore(address), address);

    /// <summary>The most specific other network that holds this one, or -1.</summary>
    public int Parent(int index) => parents[index];

    // The root's bits begin where the networks differ: most IPv6 lists share their leading bits.
    private static (int[] Root, int Shift) Root(TBits[] starts)
    {
        if (starts.Length == 0)
        {
            return ([], 0);
        }

        var differing = (starts[0] ^ starts[^1]).GetShortestBitLength();
        var rootBits = Math.Min(Math.Min(MostRootBits, differing), BitOperations.Log2((uint)starts.Length));
        var shift = differing - rootBits;
        var root = new int[(1 << rootBits) + 1];
        foreach (var start in starts)
        {
            root[Bucket(start, shift, root.Length) + 1]++;
        }

        for (var bucket = 1; bucket < root.Length; bucket++)
        {
            root[bucket] += root[bucket - 1];
        }

        return (root, shift);
    }

    private static int Bucket(TBits address, int shift, int rootLength) =>
        int.CreateTruncating(address >> shift) & (rootLength - 2);

    private int LastAtOrBefore(TBits address)
    {
        if (Count == 0 || address < starts[0])
        {
            return -1;
        }

        // Beyond the last start the common bits may differ. Before it they can not.
        if (address >= starts[^1])
        {
            return Count - 1;
        }

        var bucket = Bucket(address, rootShift, root.Length);
        var (low, high) = (root[bucket], root[bucket + 1]);
        // Halves the few that are left. The shift without a sign can not overflow to a negative place.
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (starts[middle] <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    private int Around(int index, TBits address)
    {
        // Whoever shares fewer leading bits than the prefix has does not hold the address; who is around it may.
        while (index >= 0 && int.CreateTruncating(TBits.LeadingZeroCount(address ^ starts[index])) < prefixLengths[index])
        {
            index = parents[index];
        }

        return index;
    }
}
