using IpAccess.Allowlists;
using IpAccess.Http.Messages;
using IpAccess.Networks;

namespace IpAccess.Rules;

/// <summary>Which page of which rules a listing asks for.</summary>
/// <param name="Limit">How many on a page.</param>
/// <param name="After">The network after which the page starts; null for the first.</param>
/// <param name="Filter">Which rules.</param>
internal sealed record RulePage(int Limit, Network? After, RuleFilter Filter)
{
    /// <summary>The query parameters of a listing.</summary>
    public static readonly string[] Parameters = [.. QueryFields.Paged, .. RuleFilter.Parameters];

    /// <summary>Reads the query at this time (Unix seconds); what is wrong becomes a fault.</summary>
    public static RulePage Read(QueryFields query, string account, long now) => new(
        query.Limit(),
        ReadPosition(query, RuleRoutes.Rules, account),
        RuleFilter.Read(query, now, query.Faults));

    /// <summary>Reads the query of a listing that has all rules on one page, so that a place in it is a fault.</summary>
    public static RulePage ReadWhole(QueryFields query, long now)
    {
        foreach (var name in QueryFields.Paged)
        {
            if (query.Text(name) is { } text)
            {
                query.Faults.Add(name, text, "not_paged", "CSV comes in one piece. Ask for JSON to have it page by page.");
            }
        }

        return new(int.MaxValue, null, RuleFilter.Read(query, now, query.Faults));
    }

    /// <summary>The rules of the page, and one more where another page follows.</summary>
    public ValueTask<List<Rule>> SelectAsync(IAllowlist list, CancellationToken cancellationToken) =>
        Filter.SelectAsync(list, After, cancellationToken).Take(Limit + 1).ToListAsync(cancellationToken);

    /// <summary>The network after which a listing of rules goes on: the position of the query's cursor; null for none.</summary>
    internal static Network? ReadPosition(QueryFields query, string route, string account) =>
        Cursor.Read(query, route, account, position => NetworkOf(position) is not null) is { } after ? NetworkOf(after) : null;

    private static Network? NetworkOf(string position) =>
        NetworkText.Parse(position, out var network) is null && network.ToString() == position ? network : null;
}
