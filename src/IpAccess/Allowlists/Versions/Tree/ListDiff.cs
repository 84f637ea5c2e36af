using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Networks;

namespace IpAccess.Allowlists.Versions.Tree;

/// <summary>Compares two versions of a list. Pages that both have, under whatever list page, are not read.</summary>
internal sealed class ListDiff(PageReader pages)
{
    /// <summary>The networks whose rules differ, in network order.</summary>
    /// <param name="before">The root of the one.</param>
    /// <param name="after">The root of the other, of the same account.</param>
    /// <param name="start">Where to begin: after this network; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<RuleDifference> ReadAsync(
        Root before, Root after, Network? start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (ones, others) = await UnsharedLeavesAsync(before, after, cancellationToken);
        await using var one = pages.RulesAsync(ones, start, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var other = pages.RulesAsync(others, start, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var (hasOne, hasOther) = (await one.MoveNextAsync(), await other.MoveNextAsync());
        while (hasOne || hasOther)
        {
            var order = !hasOne ? 1 : !hasOther ? -1 : one.Current.Network.CompareTo(other.Current.Network);
            var difference = new RuleDifference(order <= 0 ? one.Current : null, order >= 0 ? other.Current : null);
            if (difference.Before != difference.After)
            {
                yield return difference;
            }

            hasOne = order <= 0 ? await one.MoveNextAsync() : hasOne;
            hasOther = order >= 0 ? await other.MoveNextAsync() : hasOther;
        }
    }

    // A version has each network once: what is not on a page that both have is on another page in either.
    private async Task<(ImmutableArray<PageRef> Before, ImmutableArray<PageRef> After)> UnsharedLeavesAsync(
        Root before, Root after, CancellationToken cancellationToken)
    {
        var (ones, others) = Unshared(before.Refs, after.Refs);
        return Unshared(
            await pages.LeavesAsync(before with { Refs = ones }, cancellationToken),
            await pages.LeavesAsync(after with { Refs = others }, cancellationToken));
    }

    private static (ImmutableArray<PageRef> Before, ImmutableArray<PageRef> After) Unshared(
        ImmutableArray<PageRef> before, ImmutableArray<PageRef> after)
    {
        var shared = before.Select(page => page.Id).ToHashSet(StringComparer.Ordinal);
        shared.IntersectWith(after.Select(page => page.Id));
        return (before.RemoveAll(page => shared.Contains(page.Id)), after.RemoveAll(page => shared.Contains(page.Id)));
    }
}
