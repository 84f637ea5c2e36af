using IpAccess.Networks;
using IpAccess.Packing;

namespace IpAccess.Allowlists.Versions.Pages;

/// <summary>What a packed rule is told by its difference from: the rule before it.</summary>
/// <param name="Network">Its network.</param>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was added.</param>
internal readonly record struct RuleBefore(Network Network, long Id, long CreatedAt)
{
    /// <summary>What the rule after this one needs of it.</summary>
    public static RuleBefore Of(Rule rule) => new(rule.Network, rule.Id, rule.CreatedAt);

    /// <summary>How far the next network is from this one.</summary>
    public UInt128 Delta(Network next) => NetworkDelta.Of(Network, next);

    /// <summary>The network of this prefix that is this far away.</summary>
    /// <exception cref="InvalidDataException">There is none, or it does not come after this one.</exception>
    public Network Next(int width, int length, UInt128 delta) => NetworkDelta.Next(Network, width, length, delta);
}
