using IpAccess.Networks;

namespace IpAccess.Packing;

/// <summary>A network as the distance from the one before it in their order, counted in networks of the smaller of their two sizes.</summary>
internal static class NetworkDelta
{
    /// <summary>How far the next network is from the one before it; the default value stands before the first.</summary>
    public static UInt128 Of(Network before, Network next)
    {
        var width = next.First.Width;
        return (next.First.Bits - Start(before, width)) >> Shift(before, width, next.PrefixLength);
    }

    /// <summary>The network of this prefix that is this far away.</summary>
    /// <exception cref="InvalidDataException">There is none, or it does not come after the one before.</exception>
    public static Network Next(Network before, int width, int length, UInt128 delta)
    {
        var next = PackReader.Network(width, length, Start(before, width) + (delta << Shift(before, width, length)));
        PackReader.Require(before.CompareTo(next) < 0, "networks are out of order");
        return next;
    }

    private static UInt128 Start(Network before, int width) => before.First.Width == width ? before.First.Bits : UInt128.Zero;

    // Both first addresses are multiples of the smaller network's size.
    private static int Shift(Network before, int width, int length) =>
        width - (before.First.Width == width ? Math.Max(before.PrefixLength, length) : length);
}
