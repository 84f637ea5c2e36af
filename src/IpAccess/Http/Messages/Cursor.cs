using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace IpAccess.Http.Messages;

/// <summary>
/// Where a listing goes on: opaque to clients. It holds the route, the account and a position, and never decides which
/// account is read: one that was changed, or comes from elsewhere, can at most be refused.
/// </summary>
internal static class Cursor
{
    private const char Separator = '\n';

    /// <summary>Makes the cursor of a position.</summary>
    public static string Write(string route, string account, string position) =>
        WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(string.Join(Separator, route, account, position)));

    /// <summary>
    /// The position of the query's cursor: null where none is given. A cursor of another route or account is a fault, and so is one
    /// whose position is none of the listing.
    /// </summary>
    public static string? Read(QueryFields query, string route, string account, Func<string, bool> isPosition)
    {
        if (query.Text("cursor") is not { } cursor)
        {
            return null;
        }

        var position = Decode(cursor).Split(Separator) is [_, _, var last] && Write(route, account, last) == cursor ? last : null;
        if (position is not null && isPosition(position))
        {
            return position;
        }

        query.Faults.Add("cursor", position ?? cursor, "not_a_cursor", "Only a next_cursor of this listing can stand here.");
        return null;
    }

    private static string Decode(string cursor)
    {
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor));
        }
        catch (FormatException)
        {
            return string.Empty;
        }
    }
}
