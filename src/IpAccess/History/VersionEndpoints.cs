using System.Globalization;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Rules;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.History;

/// <summary>What the list was, and what changed in between (docs/allowlist.md, "Versions").</summary>
public sealed class VersionEndpoints
{
    private static readonly string[] DiffParameters = ["against", .. QueryFields.Paged];
    private readonly Gate gate;
    private readonly AllowlistStore store;
    private readonly VersionHistory history;

    internal VersionEndpoints(Gate gate, AllowlistStore store, VersionHistory history) =>
        (this.gate, this.store, this.history) = (gate, store, history);

    /// <summary><c>GET /v1/allowlist/versions</c>: the versions kept, newest first.</summary>
    public Task<IResult> ListVersionsAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, QueryFields.Paged, async (caller, query) =>
        {
            var faults = query.Faults;
            var limit = query.Limit();
            var below = ReadVersion(Cursor.Read(query, HistoryRoutes.Versions, caller.Account, faults), faults);
            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            if (await store.SettleAsync(caller.Account, cancellationToken) is not { } current)
            {
                return Answer.From(request, Problems.NotFound);
            }

            var found = await history.ListAsync(current, below, limit + 1, cancellationToken)
                .Take(limit + 1)
                .ToListAsync(cancellationToken);
            var page = Listing.Of(found, limit, last => Cursor.Write(HistoryRoutes.Versions, caller.Account, Text(last.Version)));
            return Answer.Json(request, current.Version, new { Versions = page.Items.Select(VersionView.Of), page.NextCursor });
        }, cancellationToken);

    /// <summary><c>GET /v1/allowlist/versions/{version}</c>: its settings, and its rules page by page.</summary>
    public Task<IResult> GetVersionAsync(HttpRequest request, string version, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, QueryFields.Paged, async (caller, query) =>
        {
            var faults = query.Faults;
            var limit = query.Limit();
            var number = NumberOf(version) ?? 0;
            var route = $"{HistoryRoutes.Versions}/{Text(number)}";
            var after = RulePage.ReadPosition(Cursor.Read(query, route, caller.Account, faults), faults);
            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            if (await store.SettleAsync(caller.Account, cancellationToken) is not { } current)
            {
                return Answer.From(request, Problems.NotFound);
            }

            return await history.ReadAsync(current, (number, number), async (kept, _) =>
            {
                var rules = await kept.ReadAsync(after, cancellationToken).Take(limit + 1).ToListAsync(cancellationToken);
                var page = Listing.Of(rules, limit, last => Cursor.Write(route, caller.Account, last.Network.ToString()));
                return Answer.Json(request, number, VersionWithRulesView.Of(kept, page));
            }, cancellationToken) ?? Answer.From(request, Problems.NotFound);
        }, cancellationToken);

    /// <summary>
    /// <c>GET /v1/allowlist/versions/{version}/diff</c>: what changed from the version <c>?against=</c>, by default the one
    /// before, to this one; page by page in network order.
    /// </summary>
    public Task<IResult> DiffVersionsAsync(HttpRequest request, string version, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, DiffParameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var limit = query.Limit();
            var number = NumberOf(version) ?? 0;
            var against = query.Number("against", 1, int.MaxValue) ?? number - 1;
            var route = $"{HistoryRoutes.Versions}/{Text(number)}/diff/{Text(against)}";
            var after = RulePage.ReadPosition(Cursor.Read(query, route, caller.Account, faults), faults);
            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            if (await store.SettleAsync(caller.Account, cancellationToken) is not { } current)
            {
                return Answer.From(request, Problems.NotFound);
            }

            return await history.ReadAsync(current, (against, number), async (before, now) =>
            {
                var differences = await now.CompareAsync(before, after, cancellationToken).Take(limit + 1).ToListAsync(cancellationToken);
                var page = Listing.Of(differences, limit, last => Cursor.Write(route, caller.Account, last.Network.ToString()));
                return Answer.Json(request, number, DiffView.Of(before, now, page));
            }, cancellationToken) ?? Answer.From(request, Problems.NotFound);
        }, cancellationToken);

    /// <summary>The number in a path; null for a text that is none, which names no version.</summary>
    internal static long? NumberOf(string version) =>
        long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static long? ReadVersion(string? position, Faults faults)
    {
        if (position is null || (NumberOf(position) is { } version && Text(version) == position))
        {
            return position is null ? null : NumberOf(position);
        }

        Cursor.Refuse(position, faults);
        return null;
    }
}
