using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Networks;
using IpAccess.Storage;

namespace IpAccess.Allowlists.Versions.Tree;

/// <summary>Reads the pages of an account: from memory, else from its table.</summary>
internal sealed class PageReader(IRowTable table, PageCache cache, string account)
{
    /// <summary>The pages read at the same time, at most.</summary>
    public const int Parallelism = 16;

    private readonly Dictionary<string, Page> unwritten = new(StringComparer.Ordinal);

    /// <summary>A reader that also knows pages which are not written yet.</summary>
    public PageReader With(IEnumerable<NewPage> pages)
    {
        var reader = new PageReader(table, cache, account);
        foreach (var page in pages)
        {
            reader.unwritten.Add(page.Ref.Id, page.Page);
        }

        return reader;
    }

    /// <summary>Reads a page.</summary>
    /// <exception cref="InvalidDataException">The page is damaged or gone; it goes when no kept version needs it.</exception>
    public async ValueTask<Page> ReadAsync(string id, CancellationToken cancellationToken)
    {
        if ((unwritten.GetValueOrDefault(id) ?? cache.Find(account, id)) is { } known)
        {
            return known;
        }

        var row = await table.FindAsync(account, PageRows.Key(id), cancellationToken)
            ?? throw new InvalidDataException($"Page {id} of account {account} is gone.");
        var page = Page.Decode(row.GetBinary(PageRows.Content));
        cache.Add(account, id, page);
        return page;
    }

    /// <summary>Reads pages, some at a time.</summary>
    /// <returns>The pages in the order of the references.</returns>
    public async Task<Page[]> ReadAsync(IReadOnlyList<PageRef> refs, CancellationToken cancellationToken)
    {
        var pages = new Page[refs.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, refs.Count, options, async (i, token) => pages[i] = await ReadAsync(refs[i].Id, token));
        return pages;
    }

    /// <summary>Reads pages in their order: one first, since most readers want no more; then more and more at a time.</summary>
    /// <param name="refs">The references.</param>
    /// <param name="from">The index of the first one.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<Page> ReadInTurnAsync(
        ImmutableArray<PageRef> refs, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var size = 1; from < refs.Length; size = Math.Min(size * 4, 2 * Parallelism))
        {
            var to = Math.Min(from + size, refs.Length);
            foreach (var page in await ReadAsync(refs[from..to], cancellationToken))
            {
                yield return page;
            }

            from = to;
        }
    }

    /// <summary>Reads the rules on pages, in network order.</summary>
    /// <param name="refs">References to pages of rules, in network order.</param>
    /// <param name="after">Where to begin: after this network, whether it has a rule or not; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<Rule> RulesAsync(
        ImmutableArray<PageRef> refs, Network? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = after is { } start ? Math.Max(0, NetworkOrder.LastUpTo(refs.AsSpan(), start)) : 0;
        await foreach (var page in ReadInTurnAsync(refs, from, cancellationToken))
        {
            foreach (var rule in page.Rules)
            {
                if (after is not { } network || rule.Network.CompareTo(network) > 0)
                {
                    yield return rule;
                }
            }
        }
    }

    /// <summary>The references to all pages of rules under a root.</summary>
    public async ValueTask<ImmutableArray<PageRef>> LeavesAsync(Root root, CancellationToken cancellationToken) =>
        root.HasLists ? [.. (await ReadAsync(root.Refs, cancellationToken)).SelectMany(list => list.Refs)] : root.Refs;
}
