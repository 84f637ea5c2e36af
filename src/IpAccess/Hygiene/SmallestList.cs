using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Decisions;
using IpAccess.Networks;

namespace IpAccess.Hygiene;

/// <summary>The fewest rules that let in the same addresses as a list does, at every time from now on.</summary>
internal sealed class SmallestList
{
    private readonly HashSet<long> kept;

    private SmallestList(IReadOnlyList<SmallestRule> rules)
    {
        Rules = rules;
        kept = [.. rules.Select(rule => rule.Kept?.Id).OfType<long>()];
    }

    /// <summary>The rules, in network order.</summary>
    public IReadOnlyList<SmallestRule> Rules { get; }

    /// <summary>The smallest list for these rules.</summary>
    /// <param name="all">All rules of a list, in network order.</param>
    /// <param name="now">The time, in Unix seconds.</param>
    public static SmallestList Of(Rule[] all, long now)
    {
        var inForce = Array.FindAll(all, rule => rule.IsInForce(now));
        var cover = SmallestCover.Of(Array.ConvertAll(inForce, rule => new TimedNetwork(rule.Network, rule.ExpiresAt)));
        return new(cover.ConvertAll(timed => new SmallestRule(timed, Same(inForce, timed))));
    }

    /// <summary>Whether a rule of the list stays as it is.</summary>
    public bool Keeps(Rule rule) => kept.Contains(rule.Id);

    private static Rule? Same(Rule[] inForce, TimedNetwork timed) =>
        NetworkOrder.Find(inForce, timed.Network) is { } rule && rule.ExpiresAt == timed.Until ? rule : null;
}

/// <summary>A rule of the smallest list.</summary>
/// <param name="Timed">Its network, and its end.</param>
/// <param name="Kept">The rule of the list that it is already; null where it is new.</param>
internal readonly record struct SmallestRule(TimedNetwork Timed, Rule? Kept);
