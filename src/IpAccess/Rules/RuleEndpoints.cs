using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Rules;

/// <summary>
/// The rules of an account: one by one and page by page (docs/allowlist.md, "Rules"), and many at once, all or nothing, whatever the
/// size (docs/allowlist.md, "All or nothing").
/// </summary>
public sealed class RuleEndpoints
{
    private static readonly Input<RulesRequest> More = new(
        RulesRequest.Parameters,
        (request, _, query, cancellationToken) => RulesRequest.ReadAsync(request, query, mayBeEmpty: false, cancellationToken));

    private static readonly Input<RulesRequest> Whole = new(
        RulesRequest.Parameters,
        async (request, _, query, cancellationToken) => WriteTerms.HasPrecondition(request)
            ? await RulesRequest.ReadAsync(request, query, mayBeEmpty: true, cancellationToken)
            : (null, Problems.PreconditionRequired));

    private readonly Gate gate;
    private readonly AllowlistStore store;
    private readonly AllowlistEditor editor;
    private readonly TimeProvider clock;

    internal RuleEndpoints(Gate gate, AllowlistStore store, AllowlistEditor editor, TimeProvider clock) =>
        (this.gate, this.store, this.editor, this.clock) = (gate, store, editor, clock);

    /// <summary><c>GET /v1/allowlist/rules</c>: the rules by network, IPv4 first; page by page, or as CSV all of them.</summary>
    public Task<IResult> ListRulesAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, PageOf(request), async (caller, asked) =>
        {
            if (await store.SettleAsync(caller.Account, cancellationToken) is not { } list)
            {
                return Answer.From(request, Problems.NotFound);
            }

            if (RulesExport.IsAskedFor(request))
            {
                return new StreamedAnswer(gate, new RulesExport(list, asked.Filter).WriteAsync);
            }

            var found = await asked.SelectAsync(list, cancellationToken);
            var page = Listing.Of(found, asked.Limit, last => Cursor.Write(RuleRoutes.Rules, caller.Account, last.Network.ToString()));
            return Answer.Json(request, list.Version, new { Rules = page.Items.Select(RuleView.Of), page.NextCursor });
        }, cancellationToken);

    /// <summary><c>GET /v1/allowlist/rules/{id}</c>.</summary>
    public Task<IResult> GetRuleAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, async caller =>
        {
            var list = await store.SettleAsync(caller.Account, cancellationToken);
            return list is not null && await RuleIds.FindAsync(list, id, cancellationToken) is { } rule
                ? Answer.Json(request, list.Version, RuleView.Of(rule))
                : Answer.From(request, Problems.NotFound);
        }, cancellationToken);

    /// <summary><c>PATCH /v1/allowlist/rules/{id}</c>: changes label, expiry, or whether the rule counts (RFC 7396).</summary>
    public Task<IResult> PatchRuleAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        gate.WriteAsync(request, Input.Json(ReadPatch, BodyReader.MergePatch), async (caller, terms, patch) =>
        {
            var result = await editor.EditAsync<Rule>(caller.Account, caller.Actor, terms, async (current, now, token) =>
            {
                if (await RuleIds.FindAsync(current, id, token) is not { } rule)
                {
                    return Refusal.NotFound;
                }

                var patched = patch.Over(rule, now);
                return Plan.Of(ReferenceEquals(patched, rule) ? null : new RuleChanges(caller.Actor, now).Put(rule, patched), patched);
            }, cancellationToken);
            return Answer.Edited(request, result, (_, patched) => RuleView.Of(patched) with { Warnings = result.Warnings });
        }, cancellationToken);

    /// <summary><c>DELETE /v1/allowlist/rules/{id}</c>.</summary>
    public Task<IResult> DeleteRuleAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        gate.WriteAsync(request, async (caller, terms) =>
        {
            var result = await editor.EditAsync(caller.Account, caller.Actor, terms, async (current, now, token) =>
                await RuleIds.FindAsync(current, id, token) is { } rule
                    ? Plan.Commit(new RuleChanges(caller.Actor, now).Remove(current, [rule]))
                    : Refusal.NotFound, cancellationToken);
            return Answer.Edited(request, result, list => Answer.NoContent(request, list.Version));
        }, cancellationToken);

    /// <summary><c>POST /v1/allowlist/rules</c>: adds networks; one that is there already stays as it is.</summary>
    public Task<IResult> AddRulesAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.WriteAsync(request, More, async (caller, terms, asked) =>
        {
            var result = await editor.AddAsync(caller.Account, caller.Actor, terms, asked.Drafts, cancellationToken);
            return Answer.Edited(
                request, result, (list, added) => View(list, asked, added, result.Warnings), StatusCodes.Status201Created);
        }, cancellationToken);

    /// <summary><c>PUT /v1/allowlist/rules</c>: makes the networks named the whole list; those that stay keep their rules.</summary>
    public Task<IResult> ReplaceRulesAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.WriteAsync(request, Whole, async (caller, terms, asked) =>
        {
            var result = await editor.EditAsync(caller.Account, caller.Actor, terms, async (current, now, token) =>
            {
                var replaced = new RuleChanges(caller.Actor, now).Replace(current, asked.Drafts, await current.ReadAllAsync(token));
                return Plan.Of(replaced.Change, replaced);
            }, cancellationToken);
            return Answer.Edited(
                request, result, (list, replaced) => View(list, asked, replaced, result.Warnings) with { Removed = replaced.Removed });
        }, cancellationToken);

    /// <summary>
    /// <c>POST /v1/allowlist/rules/delete</c>: removes the rules with these ids, of which unknown ones are named in the answer; or all
    /// rules of these sources.
    /// </summary>
    public Task<IResult> DeleteRulesAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.WriteAsync(request, Input.Json(RuleSelection.Read), async (caller, terms, asked) =>
        {
            var result = await editor.EditAsync(caller.Account, caller.Actor, terms, async (current, now, token) =>
            {
                var found = await asked.FindAsync(current, token);
                return Plan.Of(found.Count == 0 ? null : new RuleChanges(caller.Actor, now).Remove(current, found), found);
            }, cancellationToken);
            return Answer.Edited(request, result, (list, found) => View(list, asked, [.. found.Select(rule => rule.Id)]));
        }, cancellationToken);

    // Which answer it is depends on the header, even where it is a problem.
    private Input<RulePage> PageOf(HttpRequest request) => Input.Query(RulePage.Parameters, (caller, query) =>
    {
        request.HttpContext.Response.Headers.Vary = "Accept";
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return RulesExport.IsAskedFor(request) ? RulePage.ReadWhole(query, now) : RulePage.Read(query, caller.Account, now);
    });

    private static RuleDraft ReadPatch(JsonElement root, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "label", "enabled", "expires_at");
        fields.RefuseNulls("enabled");
        return new(default(Network))
        {
            Label = new(fields.Has("label"), fields.Label("label")),
            Enabled = fields.Flag("enabled"),
            ExpiresAt = new(fields.Has("expires_at"), fields.Time("expires_at")),
        };
    }

    private static AddedRulesView View(IAllowlist list, RulesRequest asked, AddedRules added, IReadOnlyList<Warning>? warnings) =>
        new(list.Version, added.Added, added.Rules.Count - added.Added)
        {
            Rules = added.Rules.Select(RuleView.Of),
            Warnings = asked.Warnings.Count > 0 ? [.. asked.Warnings, .. warnings ?? []] : warnings,
        };

    private static object View(IAllowlist list, RuleSelection asked, HashSet<long> deleted) => new
    {
        list.Version,
        Deleted = asked.Sources.Count == 0 ? asked.Ids.Where(deleted.Contains) : deleted.Order(),
        NotFound = asked.Ids.Where(id => !deleted.Contains(id)),
    };
}
