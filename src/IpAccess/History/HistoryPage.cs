using System.Globalization;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Rules;

namespace IpAccess.History;

/// <summary>Which page of a version's rules, or of what changed up to it, is asked for: in network order.</summary>
/// <param name="Number">The version; 0, which is none, where the path names no number.</param>
/// <param name="Against">The version that it is compared with.</param>
/// <param name="Route">The path that the page's cursors are for: one of another version is refused.</param>
/// <param name="Limit">How many on a page.</param>
/// <param name="After">The network after which the page starts; null for the first.</param>
internal sealed record HistoryPage(long Number, long Against, string Route, int Limit, Network? After)
{
    /// <summary>A page of the rules of a version.</summary>
    public static Input<HistoryPage> OfRules(long number) => Input.Query(
        QueryFields.Paged, (caller, query) => Read(caller, query, number, against: number, $"{HistoryRoutes.Versions}/{Text(number)}"));

    /// <summary>A page of what changed from the version <c>against</c>, by default the one before, to a version.</summary>
    public static Input<HistoryPage> OfChanges(long number) => Input.Query(["against", .. QueryFields.Paged], (caller, query) =>
    {
        var against = query.Number("against", 1, int.MaxValue) ?? number - 1;
        return Read(caller, query, number, against, $"{HistoryRoutes.Versions}/{Text(number)}/diff/{Text(against)}");
    });

    /// <summary>The page of what was read, of which one more may be there.</summary>
    public Listing<T> Of<T>(List<T> read, Caller caller, Func<T, Network> networkOf) =>
        Listing.Of(read, Limit, last => Cursor.Write(Route, caller.Account, networkOf(last).ToString()));

    private static HistoryPage Read(Caller caller, QueryFields query, long number, long against, string route) => new(
        number, against, route, query.Limit(), RulePage.ReadPosition(query, route, caller.Account));

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);
}
