using System.Text;
using IpAccess.Text;
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

    /// <summary>The position of the query's cursor: null where none is given. Another route's or account's is a fault.</summary>
    public static string? Read(QueryFields query, string route, string account, Faults faults)
    {
        if (query.Text("cursor") is not { } cursor)
        {
            return null;
        }

        var parts = Decode(cursor).Split(Separator);
        if (parts is [_, _, var position] && Write(route, account, position) == cursor)
        {
            return position;
        }

        Refuse(cursor, faults);
        return null;
    }

    /// <summary>As the other one, where not every text is a position of the listing.</summary>
    public static string? Read(QueryFields query, string route, string account, Func<string, bool> isPosition)
    {
        var position = Read(query, route, account, query.Faults);
        if (position is null || isPosition(position))
        {
            return position;
        }

        Refuse(position, query.Faults);
        return null;
    }

    /// <summary>Notes that a cursor is none of ours.</summary>
    public static void Refuse(string? cursor, Faults faults) =>
        faults.Add("cursor", cursor, "not_a_cursor", "Only a next_cursor of this listing can stand here.");

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
