using Azure.Data.Tables;
using IpAccess.Http.Messages;
using IpAccess.Text;

namespace IpAccess.Attempts;

/// <summary>Which attempts a listing wants.</summary>
/// <param name="Allowed">Those that were let in, or those that were not; null for both.</param>
/// <param name="Surface">Those of this surface; null for all.</param>
/// <param name="Since">Those from this time on, in Unix seconds; null for all.</param>
/// <param name="Limit">How many.</param>
/// <param name="After">The position to begin after; null for the newest.</param>
internal sealed record AttemptFilter(bool? Allowed, string? Surface, long? Since, int Limit, string? After)
{
    /// <summary>The query parameters of a listing.</summary>
    public static readonly string[] Parameters = ["allowed", "surface", "since", "limit", "cursor"];

    // A filter that fits hardly any entry must not read them all: the caller goes on with the cursor.
    private const int MostScanned = 5000;

    /// <summary>How many rows are wanted at once.</summary>
    public int Wanted => Allowed is null && Surface is null ? Limit + 1 : MostScanned;

    /// <summary>Reads the query; what is wrong becomes a fault.</summary>
    public static AttemptFilter Read(QueryFields query, string account)
    {
        var faults = query.Faults;
        var after = Cursor.Read(query, AttemptRoutes.Attempts, account, faults);
        if (after is not null && !AttemptRows.IsPosition(after))
        {
            Cursor.Refuse(after, faults);
        }

        return new(
            query.Flag("allowed"), Token.Read(query.Text("surface"), "surface", faults), query.Time("since"), query.Limit(), after);
    }

    /// <summary>Takes the entries wanted from all of them, until there are enough or too many were looked at.</summary>
    /// <returns>The entries, and the position to go on after; null where there are no more.</returns>
    public async Task<(IReadOnlyList<Attempt> Found, string? Next)> SelectAsync(
        IAsyncEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        var found = new List<Attempt>();
        string? last = null;
        var scanned = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (found.Count == Limit || scanned == MostScanned)
            {
                return (found, AttemptRows.PositionOf(last!));
            }

            (last, scanned) = (row.RowKey, scanned + 1);
            var attempt = AttemptRows.Read(row);
            if ((Allowed ?? attempt.Allowed) == attempt.Allowed && (Surface ?? attempt.Key.Surface) == attempt.Key.Surface)
            {
                found.Add(attempt);
            }
        }

        return (found, null);
    }
}
