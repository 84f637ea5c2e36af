using System.Collections.Immutable;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Networks;

namespace IpAccess.Allowlists.Versions.Tree;

/// <summary>What an edit made of a list.</summary>
/// <param name="Root">The root of the list as it is now.</param>
/// <param name="Pages">The pages under it that are new; all others are shared with the list before.</param>
internal sealed record EditedTree(Root Root, IReadOnlyList<NewPage> Pages);

/// <summary>
/// A list as a tree of pages, each immutable: an edit makes new pages where it must and shares all others. The tree is a
/// B-tree's leaves under one or two levels of references.
/// </summary>
internal sealed class PageTree(PageLimits limits, PageReader pages, TimeProvider time)
{
    /// <summary>Applies edits.</summary>
    /// <param name="root">The list as it is.</param>
    /// <param name="edits">What becomes of it: in network order, one for each network.</param>
    /// <param name="cancellationToken">Stops the reading of pages.</param>
    public async Task<EditedTree> ApplyAsync(Root root, Edit[] edits, CancellationToken cancellationToken)
    {
        var before = await pages.LeavesAsync(root, cancellationToken);
        var pieces = await EditLeavesAsync(before, edits, cancellationToken);
        if (pieces.TrueForAll(piece => piece.Kept is not null))
        {
            return new(root, []);
        }

        var level = new Level<Rule>(limits.Rules, Page.Of, page => page.Rules);
        var (leaves, written) = await new Packer<Rule>(level, limits, pages, time).PackAsync(pieces, cancellationToken);
        if (leaves.Length <= limits.RootRefs)
        {
            return new(new(HasLists: false, leaves), [.. written]);
        }

        var (lists, writtenLists) = await ListAsync(root, leaves, cancellationToken);
        return new(new(HasLists: true, lists), [.. written, .. writtenLists]);
    }

    private async Task<List<Piece<Rule>>> EditLeavesAsync(
        ImmutableArray<PageRef> leaves, Edit[] edits, CancellationToken cancellationToken)
    {
        if (leaves.IsEmpty)
        {
            return edits.Length == 0 ? [] : [new(null, RuleMerge.Apply([], edits))];
        }

        var parts = Cut(leaves, edits, edit => edit.Network);
        var touched = leaves.Where((_, i) => parts[i].Count > 0).ToList();
        var read = new Queue<Page>(await pages.ReadAsync(touched, cancellationToken));
        return [.. leaves.Select((leaf, i) => parts[i].Count == 0 ? new(leaf, []) : EditLeaf(leaf, read.Dequeue(), parts[i]))];
    }

    private static Piece<Rule> EditLeaf(PageRef leaf, Page page, ArraySegment<Edit> edits)
    {
        var rules = RuleMerge.Apply(page.Rules.AsSpan(), edits);
        return rules.AsSpan().SequenceEqual(page.Rules.AsSpan()) ? new(leaf, []) : new(null, rules);
    }

    private async Task<(ImmutableArray<PageRef> Refs, IEnumerable<NewPage> New)> ListAsync(
        Root root, ImmutableArray<PageRef> leaves, CancellationToken cancellationToken)
    {
        var pieces = new List<Piece<PageRef>> { new(null, leaves) };
        if (root.HasLists)
        {
            var lists = await pages.ReadAsync(root.Refs, cancellationToken);
            var parts = Cut(root.Refs, [.. leaves], leaf => leaf.First);
            pieces = [.. root.Refs.Select((list, i) => IsSame(parts[i], lists[i]) ? new(list, []) : new Piece<PageRef>(null, [.. parts[i]]))];
        }

        var level = new Level<PageRef>(limits.ListRefs, Page.Of, page => page.Refs);
        return await new Packer<PageRef>(level, limits, pages, time).PackAsync(pieces, cancellationToken);
    }

    private static bool IsSame(ArraySegment<PageRef> part, Page list) => part.AsSpan().SequenceEqual(list.Refs.AsSpan());

    // A page takes what lies from its first network up to the next page's first; the first page also what lies before it.
    private static ArraySegment<T>[] Cut<T>(ImmutableArray<PageRef> refs, T[] items, Func<T, Network> networkOf)
    {
        var parts = new ArraySegment<T>[refs.Length];
        var from = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var isLast = i == parts.Length - 1;
            var to = isLast ? items.Length : NetworkOrder.CountBefore<T>(items, refs[i + 1].First, networkOf);
            parts[i] = new(items, from, to - from);
            from = to;
        }

        return parts;
    }
}
