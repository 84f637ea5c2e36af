using IpAccess.Allowlists.Versions;
using IpAccess.Enforcers.Entries;
using IpAccess.Http;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Enforcers;

/// <summary>Who enforces a list (docs/enforcers.md, "What is shown").</summary>
public sealed class EnforcerEndpoints
{
    private static readonly Input<(int Limit, EnforcerOrder? After)> Page = Input.Query(
        QueryFields.Paged,
        (caller, query) => (query.Limit(), ReadCursor(query, caller.Account)));

    private readonly Gate gate;
    private readonly AllowlistStore lists;
    private readonly EnforcerStore enforcers;

    internal EnforcerEndpoints(Gate gate, AllowlistStore lists, EnforcerStore enforcers) =>
        (this.gate, this.lists, this.enforcers) = (gate, lists, enforcers);

    /// <summary><c>GET /v1/enforcers</c>: who enforces the list, and which version of it; the most behind first.</summary>
    public Task<IResult> ListEnforcersAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, Page, async (caller, asked) =>
        {
            // First who enforces which version: what is newest by then can only be newer.
            var seen = await enforcers.ReadAsync(caller.Account, cancellationToken).ToListAsync(cancellationToken);
            if (await lists.SettleAsync(caller.Account, cancellationToken) is not { } list)
            {
                return Answer.From(request, Problems.NotFound);
            }

            var found = seen
                .Select(enforcer => enforcer.Applied > list.Version ? enforcer with { Applied = null } : enforcer)
                .Select(enforcer => (Enforcer: enforcer, Order: EnforcerOrder.Of(enforcer)))
                .Where(each => asked.After is not { } after || each.Order.CompareTo(after) > 0)
                .OrderBy(each => each.Order)
                .Take(asked.Limit + 1)
                .ToList();
            var page = Listing.Of(found, asked.Limit, last => Cursor.Write(EnforcerRoutes.Enforcers, caller.Account, last.Order.ToString()));
            return Answer.Json(new { Enforcers = page.Items.Select(each => EnforcerView.Of(each.Enforcer, list.Version)), page.NextCursor });
        }, cancellationToken);

    private static EnforcerOrder? ReadCursor(QueryFields query, string account) =>
        Cursor.Read(query, EnforcerRoutes.Enforcers, account, position => EnforcerOrder.Read(position) is not null) is { } position
            ? EnforcerOrder.Read(position)
            : null;
}
