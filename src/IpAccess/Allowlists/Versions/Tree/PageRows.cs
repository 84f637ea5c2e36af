using Azure.Data.Tables;
using IpAccess.Storage;

namespace IpAccess.Allowlists.Versions.Tree;

/// <summary>Writes pages to their table. Nothing refers to them yet, so that it does not matter how far this comes.</summary>
internal static class PageRows
{
    private const int Parallelism = 4;

    /// <summary>Writes all pages, in few transactions.</summary>
    public static Task WriteAsync(
        IRowTable table, string account, IReadOnlyList<NewPage> pages, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(
            RowLimits.Batch(pages.Select(ToChange)),
            options,
            async (batch, token) => await Transactions.TryApplyAsync(table, account, batch, batch[0].Row.RowKey, token));
    }

    // A retry after a lost response writes the same row again; and a page's id is like no other, so that one proves its transaction.
    private static RowChange ToChange(NewPage page) =>
        RowChange.Put(new TableEntity { RowKey = RowKeys.Page(page.Ref.Id), [Columns.Content] = page.Bytes });
}
