using System.Globalization;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;

namespace IpAccess.History;

/// <summary>
/// What the list was, what changed in between (docs/allowlist.md, "Versions"), and the way back: also for a change that would take
/// itself back (docs/guard.md, "Changes that undo themselves").
/// </summary>
public sealed class VersionEndpoints
{
    private static readonly Input<(int Limit, long? Below)> Page = Input.Query(QueryFields.Paged, (caller, query) => (
        query.Limit(), Cursor.Read(query, HistoryRoutes.Versions, caller.Account, IsVersion) is { } below ? NumberOf(below) : null));

    private readonly Gate gate;
    private readonly AllowlistStore store;
    private readonly VersionHistory history;
    private readonly AllowlistEditor editor;

    internal VersionEndpoints(Gate gate, AllowlistStore store, VersionHistory history, AllowlistEditor editor) =>
        (this.gate, this.store, this.history, this.editor) = (gate, store, history, editor);

    /// <summary><c>GET /v1/allowlist/versions</c>: the versions kept, newest first.</summary>
    public Task<IResult> ListVersionsAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, Page, async (caller, asked) =>
        {
            var (limit, below) = asked;
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
        gate.AccountAsync(request, Scope.AllowlistRead, HistoryPage.OfRules(NumberOf(version) ?? 0), async (caller, asked) =>
        {
            if (await store.SettleAsync(caller.Account, cancellationToken) is not { } current)
            {
                return Answer.From(request, Problems.NotFound);
            }

            return await history.ReadAsync(current, (asked.Number, asked.Number), async (kept, _) =>
            {
                var rules = await kept.ReadAsync(asked.After, cancellationToken).Take(asked.Limit + 1).ToListAsync(cancellationToken);
                return Answer.Json(request, asked.Number, VersionWithRulesView.Of(kept, asked.Of(rules, caller, rule => rule.Network)));
            }, cancellationToken) ?? Answer.From(request, Problems.NotFound);
        }, cancellationToken);

    /// <summary>
    /// <c>GET /v1/allowlist/versions/{version}/diff</c>: what changed from the version <c>?against=</c>, by default the one
    /// before, to this one; page by page in network order.
    /// </summary>
    public Task<IResult> DiffVersionsAsync(HttpRequest request, string version, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, HistoryPage.OfChanges(NumberOf(version) ?? 0), async (caller, asked) =>
        {
            if (await store.SettleAsync(caller.Account, cancellationToken) is not { } current)
            {
                return Answer.From(request, Problems.NotFound);
            }

            return await history.ReadAsync(current, (asked.Against, asked.Number), async (before, now) =>
            {
                var differences = await now.CompareAsync(before, asked.After, cancellationToken)
                    .Take(asked.Limit + 1)
                    .ToListAsync(cancellationToken);
                return Answer.Json(
                    request, asked.Number, DiffView.Of(before, now, asked.Of(differences, caller, difference => difference.Network)));
            }, cancellationToken) ?? Answer.From(request, Problems.NotFound);
        }, cancellationToken);

    /// <summary><c>POST /v1/allowlist/versions/{version}/restore</c>: a new version, equal to that one.</summary>
    public Task<IResult> RestoreVersionAsync(HttpRequest request, string version, CancellationToken cancellationToken) =>
        WriteAsync(request, version, WriteTerms.Parameters, editor.RestoreAsync, cancellationToken);

    /// <summary><c>POST /v1/allowlist/versions/{version}/confirm</c>: keeps a version that would undo itself.</summary>
    public Task<IResult> ConfirmVersionAsync(HttpRequest request, string version, CancellationToken cancellationToken) =>
        WriteAsync(request, version, QueryFields.None, editor.ConfirmAsync, cancellationToken);

    // Null for a text that is no number, which names no version.
    private static long? NumberOf(string version) =>
        long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static bool IsVersion(string position) => NumberOf(position) is { } version && Text(version) == position;

    private Task<IResult> WriteAsync(
        HttpRequest request,
        string version,
        string[] parameters,
        Func<string, Actor, EditTerms, long, CancellationToken, Task<EditResult<Nothing>>> write,
        CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistManage, Input.Terms(parameters), async (caller, terms) =>
        {
            if (NumberOf(version) is not { } number)
            {
                return Answer.From(request, Problems.NotFound);
            }

            var result = await write(caller.Account, caller.Actor, terms, number, cancellationToken);
            return Answer.Edited(request, result, (list, _) => VersionView.Of(list) with { Warnings = result.Warnings });
        }, cancellationToken);
}
