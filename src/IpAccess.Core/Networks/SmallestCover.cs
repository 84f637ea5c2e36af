namespace IpAccess.Networks;

/// <summary>
/// The fewest networks that hold the same addresses as others do, each address until the same time. An address counts until
/// the latest end of the networks around it, a block as long as all of its addresses do. A block is in the answer where it
/// counts for longer than the block of twice its size around it.
/// <para>
/// That is the fewest. The addresses that count until a time or longer make up largest blocks, apart from each other. A network
/// that ends at this time lies inside one of them, each of them that holds an address which ends just then needs one, and the
/// block itself is enough. These are the blocks that end then inside a block that ends sooner. As a block has one end, no
/// network comes twice.
/// </para>
/// </summary>
internal sealed class SmallestCover
{
    private const long Nothing = long.MinValue;
    private const long Never = long.MaxValue - 1;

    // No IPv6 client has a mapped address: larger blocks may go over those, but no block is needed for them alone.
    private const long Unasked = long.MaxValue;

    private readonly int width;
    private readonly List<TimedNetwork> cover;

    private SmallestCover(int width, List<TimedNetwork> cover) => (this.width, this.cover) = (width, cover);

    /// <summary>The cover of networks, in network order.</summary>
    public static List<TimedNetwork> Of(IReadOnlyCollection<TimedNetwork> networks)
    {
        var cover = new List<TimedNetwork>();
        var ipv4 = Blocks(networks, 32);
        new SmallestCover(32, cover).Add(ipv4);
        var ipv6 = Blocks(networks, 128);
        if (ipv6.Length > 0)
        {
            new SmallestCover(128, cover).Add([.. ipv6, new(Address.MappedPrefix, 96, Unasked)]);
        }

        cover.Sort((one, other) => one.Network.CompareTo(other.Network));
        return cover;
    }

    private static Block[] Blocks(IReadOnlyCollection<TimedNetwork> networks, int width) =>
    [
        .. networks
            .Where(timed => timed.Network.First.Width == width)
            .Select(timed => new Block(timed.Network.First.Bits, timed.Network.PrefixLength, timed.Until ?? Never)),
    ];

    private void Add(Block[] blocks)
    {
        Array.Sort(blocks);
        AddIfLonger(UInt128.Zero, 0, EndOf(0, Nothing, blocks), Nothing);
    }

    /// <summary>The end of a block; adds the cover of what lasts longer inside it.</summary>
    /// <param name="length">The length of the block's prefix.</param>
    /// <param name="around">The latest end of the networks around it.</param>
    /// <param name="inside">The networks inside it, in order, itself among them.</param>
    private long EndOf(int length, long around, ReadOnlySpan<Block> inside)
    {
        while (!inside.IsEmpty && inside[0].Length == length)
        {
            around = Math.Max(around, inside[0].Until);
            inside = inside[1..];
        }

        if (inside.IsEmpty)
        {
            return around;
        }

        var shared = SharedLength(inside);
        if (shared == length)
        {
            return EndOfHalves(length + 1, around, inside);
        }

        // What lies between the two blocks ends with the networks around them.
        AddIfLonger(inside[0].First, shared, EndOf(shared, around, inside), around);
        return around;
    }

    private long EndOfHalves(int length, long around, ReadOnlySpan<Block> inside)
    {
        var upper = CountBelow(UInt128.One << (width - length), inside);
        var ofLower = EndOf(length, around, inside[..upper]);
        var ofUpper = EndOf(length, around, inside[upper..]);
        var end = Math.Min(ofLower, ofUpper);
        AddIfLonger(inside[0].First, length, ofLower, end);
        AddIfLonger(inside[upper].First, length, ofUpper, end);
        return end;
    }

    private void AddIfLonger(UInt128 bits, int length, long until, long than)
    {
        if (until > than && until != Unasked)
        {
            cover.Add(new(
                width == 32 ? Network.IPv4((uint)bits, length) : Network.IPv6(bits, length),
                until == Never ? null : until));
        }
    }

    /// <summary>The length of the smallest block around all of these.</summary>
    private int SharedLength(ReadOnlySpan<Block> blocks)
    {
        var sharedBits = (int)UInt128.LeadingZeroCount(blocks[0].First ^ blocks[^1].First) - (128 - width);
        return Math.Min(sharedBits, blocks[0].Length);
    }

    /// <summary>How many of these have this bit not set; they come before the others.</summary>
    private static int CountBelow(UInt128 bit, ReadOnlySpan<Block> blocks)
    {
        var (low, high) = (0, blocks.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = (blocks[middle].First & bit) == UInt128.Zero ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>A block of numbers. Unlike a <see cref="Network"/>, it is not IPv4 where it is mapped.</summary>
    private readonly record struct Block(UInt128 First, int Length, long Until) : IComparable<Block>
    {
        public int CompareTo(Block other)
        {
            var order = First.CompareTo(other.First);
            return order != 0 ? order : Length.CompareTo(other.Length);
        }
    }
}
