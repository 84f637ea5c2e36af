using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Networks;

namespace IpAccess.Allowlists.Versions.Tree;

/// <summary>Finds places in what is sorted by network.</summary>
internal static class NetworkOrder
{
    /// <summary>The index of the last reference whose page begins at or before this network; -1 where all begin after it.</summary>
    public static int LastUpTo(ReadOnlySpan<PageRef> refs, Network network)
    {
        var next = CountBefore(refs, network, page => page.First);
        return next < refs.Length && refs[next].First == network ? next : next - 1;
    }

    /// <summary>The rule of this network; null where there is none.</summary>
    public static Rule? Find(ReadOnlySpan<Rule> rules, Network network)
    {
        var next = CountBefore(rules, network, rule => rule.Network);
        return next < rules.Length && rules[next].Network == network ? rules[next] : null;
    }

    /// <summary>How many items come before this network.</summary>
    public static int CountBefore<T>(ReadOnlySpan<T> items, Network network, Func<T, Network> networkOf)
    {
        var (from, to) = (0, items.Length);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            (from, to) = networkOf(items[middle]).CompareTo(network) < 0 ? (middle + 1, to) : (from, middle);
        }

        return from;
    }
}
