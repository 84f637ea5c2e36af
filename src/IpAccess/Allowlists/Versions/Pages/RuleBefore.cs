using IpAccess.Networks;

namespace IpAccess.Allowlists.Versions.Pages;

/// <summary>What a packed rule is told by its difference from: the rule before it.</summary>
/// <param name="Network">Its network.</param>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was added.</param>
internal readonly record struct RuleBefore(Network Network, long Id, long CreatedAt)
{
    /// <summary>What the rule after this one needs of it.</summary>
    public static RuleBefore Of(Rule rule) => new(rule.Network, rule.Id, rule.CreatedAt);

    /// <summary>How far the next network is from this one, counted in networks of the smaller of their two sizes.</summary>
    public UInt128 Delta(Network next)
    {
        var width = next.First.Width;
        return (next.First.Bits - Start(width)) >> Shift(width, next.PrefixLength);
    }

    /// <summary>The network of this prefix that is this far away.</summary>
    /// <exception cref="InvalidDataException">There is none, or it does not come after this one.</exception>
    public Network Next(int width, int length, UInt128 delta)
    {
        var next = PackReader.Network(width, length, Start(width) + (delta << Shift(width, length)));
        Packed.Require(Network.CompareTo(next) < 0, "rules are out of order");
        return next;
    }

    private UInt128 Start(int width) => Network.First.Width == width ? Network.First.Bits : UInt128.Zero;

    // Both first addresses are multiples of the smaller network's size.
    private int Shift(int width, int length) =>
        width - (Network.First.Width == width ? Math.Max(Network.PrefixLength, length) : length);
}
