using System.Collections.Immutable;
using IpAccess.Allowlists.Versions.Pages;

namespace IpAccess.Allowlists.Versions.Tree;

/// <summary>A stretch of one level of the tree: a page that stays as it is, or items that need new pages.</summary>
/// <param name="Kept">The page that stays; null where there are items instead.</param>
internal readonly record struct Piece<T>(PageRef? Kept, ImmutableArray<T> Items);

/// <summary>One level of the tree: rules on pages, or references on list pages.</summary>
/// <param name="MostItems">The items on a page, at most.</param>
/// <param name="PageOf">Makes a page of items.</param>
/// <param name="ItemsOf">The items of a page.</param>
internal sealed record Level<T>(int MostItems, Func<ImmutableArray<T>, Page> PageOf, Func<Page, ImmutableArray<T>> ItemsOf);

/// <summary>Puts one level of the tree on pages: full ones are split, nearly empty ones are merged with a neighbour.</summary>
internal sealed class Packer<T>(Level<T> level, PageLimits limits, PageReader pages, TimeProvider time)
{
    // A page with less than a quarter of what it may hold, in items and in bytes, is nearly empty.
    private const int ThinPart = 4;

    private readonly List<(PageRef Ref, NewPage? New)> done = [];

    /// <summary>Packs all pieces.</summary>
    /// <returns>The references to all pages of this level, in order, and those pages that are new.</returns>
    public async Task<(ImmutableArray<PageRef> Refs, IEnumerable<NewPage> New)> PackAsync(
        List<Piece<T>> pieces, CancellationToken cancellationToken)
    {
        var next = 0;
        while (next < pieces.Count)
        {
            if (pieces[next].Kept is { } kept)
            {
                done.Add((kept, null));
                next++;
            }
            else
            {
                next = await PackRunAsync(pieces, next, cancellationToken);
            }
        }

        return ([.. done.Select(page => page.Ref)], done.Select(page => page.New).OfType<NewPage>());
    }

    private static int TakeRun(List<Piece<T>> pieces, int next, List<T> run)
    {
        for (; next < pieces.Count && pieces[next].Kept is null; next++)
        {
            run.AddRange(pieces[next].Items);
        }

        return next;
    }

    private async Task<int> PackRunAsync(List<Piece<T>> pieces, int first, CancellationToken cancellationToken)
    {
        var run = new List<T>();
        var next = TakeRun(pieces, first, run);
        var made = Split(run);
        while (IsThin(made) && (done is [.., { New: null }] || next < pieces.Count))
        {
            if (done is [.., { New: null } left])
            {
                done.RemoveAt(done.Count - 1);
                run.InsertRange(0, level.ItemsOf(await pages.ReadAsync(left.Ref.Id, cancellationToken)));
            }
            else
            {
                run.AddRange(level.ItemsOf(await pages.ReadAsync(pieces[next].Kept!.Id, cancellationToken)));
                next = TakeRun(pieces, next + 1, run);
            }

            made = Split(run);
        }

        done.AddRange(made.Select(page => (page.Ref, (NewPage?)page)));
        return next;
    }

    private bool IsThin(List<NewPage> made) =>
        made is [var only]
        && level.ItemsOf(only.Page).Length < level.MostItems / ThinPart
        && only.Bytes.Length < limits.Bytes / ThinPart;

    private List<NewPage> Split(List<T> run)
    {
        var parts = (run.Count + level.MostItems - 1) / level.MostItems;
        return parts > 1 ? [.. Even([.. run], parts).AsParallel().AsOrdered().SelectMany(Fit)] : [.. Even([.. run], parts).SelectMany(Fit)];
    }

    private IEnumerable<NewPage> Fit(ImmutableArray<T> items)
    {
        var page = level.PageOf(items);
        var bytes = page.Encode();
        if (bytes.Length <= limits.Bytes)
        {
            return [new(new(PageId.New(time.GetUtcNow()), page.First, page.Count), page, bytes)];
        }

        return items.Length > 1
            ? Even(items, 1 + (bytes.Length / limits.Bytes)).SelectMany(Fit)
            : throw new InvalidOperationException($"One rule takes {bytes.Length} bytes: no page can hold it.");
    }

    private static IEnumerable<ImmutableArray<T>> Even(ImmutableArray<T> items, int parts)
    {
        parts = Math.Min(parts, items.Length);
        return Enumerable.Range(0, parts).Select(i => items[At(i)..At(i + 1)]);

        int At(int part) => (int)((long)items.Length * part / parts);
    }
}
