using Azure.Data.Tables;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Storage;

namespace IpAccess.Allowlists.Versions.Tree;

/// <summary>The rows of pages, in the partition of their account.</summary>
internal static class PageRows
{
    /// <summary>The property that holds a page's bytes.</summary>
    public const string Content = "Content";

    private const string Prefix = "page-";
    private const int Parallelism = 4;

    /// <summary>The row key of a page.</summary>
    public static string Key(string id) => Prefix + id;

    /// <summary>The id of the page that a row holds.</summary>
    public static string IdOf(string row) => row[Prefix.Length..];

    /// <summary>The rows of the pages that were made before this time.</summary>
    public static RowRange Before(DateTimeOffset time) => new(Prefix, Prefix + PageId.Start(time));

    /// <summary>Writes all pages, in few transactions. Nothing refers to them yet, so that it does not matter how far this comes.</summary>
    public static Task WriteAsync(
        IRowTable table, string account, IReadOnlyList<NewPage> pages, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(
            RowLimits.Batch(pages.Select(ToChange)),
            options,
            async (batch, token) => await table.TryApplyAsync(account, batch, batch[0].Row.RowKey, token));
    }

    // A retry after a lost response writes the same row again; and a page's id is like no other, so that one proves its transaction.
    private static RowChange ToChange(NewPage page) =>
        RowChange.Put(new TableEntity { RowKey = Key(page.Ref.Id), [Content] = page.Bytes });
}
