using System.Runtime.CompilerServices;
using IpAccess.Networks;

namespace IpAccess.Exports;

/// <summary>
/// The fewest networks that hold the same addresses as others do, found while those are read: what
/// <see cref="SmallestCover"/> finds where nothing ends, without having all of them in memory.
/// <para>
/// Networks come in their order, so one that lies in another comes behind it and is left out. What may still become half of a larger
/// block waits: a block that is the lower half of the block around it, as long as what comes lies in the upper half. All that wait
/// lie each in the upper half that the one before waits for, and are each smaller than that: they are no more than there are
/// bits in an address. As soon as the last of them can not grow any more, none of the others can.
/// </para>
/// </summary>
internal sealed class RunningCover
{
    // Blocks that may still grow, each behind and smaller than the one before.
    private readonly List<Block> waiting = new(capacity: 128);

    /// <summary>The cover of networks that come in network order, in network order.</summary>
    public static async IAsyncEnumerable<Network> OfAsync(
        IAsyncEnumerable<Network> networks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var ipv4 = new RunningCover();
        var ipv6 = new RunningCover();
        var mapped = new Block(Address.MappedPrefix, 96, 128, IsWanted: false);
        var (hasIPv6, isMappedIn) = (false, false);
        await foreach (var network in networks.WithCancellation(cancellationToken))
        {
            var block = Block.Of(network);
            if (block.Width == 32)
            {
                foreach (var ready in ipv4.Take(block))
                {
                    yield return ready;
                }

                continue;
            }

            hasIPv6 = true;
            if (!isMappedIn && block.CompareTo(mapped) > 0)
            {
                isMappedIn = true;
                foreach (var ready in ipv4.End().Concat(ipv6.Take(mapped)))
                {
                    yield return ready;
                }
            }

            foreach (var ready in ipv4.End().Concat(ipv6.Take(block)))
            {
                yield return ready;
            }
        }

        foreach (var ready in ipv4.End().Concat(hasIPv6 && !isMappedIn ? ipv6.Take(mapped) : []).Concat(ipv6.End()))
        {
            yield return ready;
        }
    }

    /// <summary>Takes the next block.</summary>
    /// <returns>The blocks that are ready by that.</returns>
    private List<Network> Take(Block block)
    {
        if (waiting.Count > 0 && waiting[^1].Holds(block))
        {
            return [];
        }

        var ready = waiting.Count > 0 && !waiting[^1].AwaitsInUpperHalf(block) ? End() : [];
        while (waiting.Count > 0 && waiting[^1].IsLowerHalfBeside(block))
        {
            block = waiting[^1].Around;
            waiting.RemoveAt(waiting.Count - 1);
        }

        waiting.Add(block);
        return ready;
    }

    private List<Network> End()
    {
        List<Network> ready = [.. waiting.Where(block => block.IsWanted).Select(block => block.Network)];
        waiting.Clear();
        return ready;
    }

    /// <summary>A block of numbers. Unlike a <see cref="Networks.Network"/>, it is not IPv4 where it is mapped.</summary>
    /// <param name="IsWanted">
    /// Whether it is needed. The mapped addresses are not, since no IPv6 client has one: larger blocks may go over them.
    /// </param>
    private readonly record struct Block(UInt128 First, int Length, int Width, bool IsWanted = true) : IComparable<Block>
    {
        public Network Network => Width == 32 ? Network.IPv4((uint)First, Length) : Network.IPv6(First, Length);

        public Block Around => new(First, Length - 1, Width);

        // The bit that tells the two halves of the block around this one apart; none around the whole.
        private UInt128 HalfBit => Length == 0 ? UInt128.Zero : UInt128.One << (Width - Length);

        private bool IsLowerHalf => Length > 0 && (First & HalfBit) == UInt128.Zero;

        public static Block Of(Network network) => new(network.First.Bits, network.PrefixLength, network.First.Width);

        public bool Holds(Block other) => other.Length >= Length && Shares(First, other.First, Length);

        public bool AwaitsInUpperHalf(Block other) =>
            IsLowerHalf && other.Length >= Length && Shares(First | HalfBit, other.First, Length);

        public bool IsLowerHalfBeside(Block other) => other.Length == Length && AwaitsInUpperHalf(other);

        public int CompareTo(Block other)
        {
            var order = First.CompareTo(other.First);
            return order != 0 ? order : Length.CompareTo(other.Length);
        }

        // Two shifts: a shift by all 128 bits is a shift by none.
        private bool Shares(UInt128 one, UInt128 other, int length) =>
            ((one ^ other) >> (Width - length >> 1) >> (Width - length + 1 >> 1)) == UInt128.Zero;
    }
}
