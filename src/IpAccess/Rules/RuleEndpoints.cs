using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Rules;

/// <summary>The rules of an account, one by one and page by page (docs/allowlist.md, "Rules").</summary>
public sealed class RuleEndpoints
{
    private readonly Gate gate;
    private readonly AllowlistStore store;
    private readonly AllowlistEditor editor;
    private readonly TimeProvider clock;

    internal RuleEndpoints(Gate gate, AllowlistStore store, AllowlistEditor editor, TimeProvider clock) =>
        (this.gate, this.store, this.editor, this.clock) = (gate, store, editor, clock);

    /// <summary><c>GET /v1/allowlist/rules</c>: the rules by network, IPv4 first; page by page, or as CSV all of them.</summary>
    public Task<IResult> ListRulesAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, RulePage.Parameters, async (caller, query) =>
        {
            request.HttpContext.Response.Headers.Vary = "Accept";
            var isExport = RulesExport.IsAskedFor(request);
            var faults = query.Faults;
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            var asked = isExport ? RulePage.ReadWhole(query, now) : RulePage.Read(query, caller.Account, now);
            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            if (await store.SettleAsync(caller.Account, cancellationToken) is not { } list)
            {
                return Answer.From(request, Problems.NotFound);
            }

            if (isExport)
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
        gate.AccountAsync(request, Scope.AllowlistManage, WriteTerms.Parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var terms = WriteTerms.Read(request, query);
            var (patch, problem) = await JsonBody.ReadAsync(request, BodyReader.MergePatch, ReadPatch, faults, cancellationToken);
            if (patch is null)
            {
                return Answer.From(request, problem!);
            }

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
        gate.AccountAsync(request, Scope.AllowlistManage, WriteTerms.Parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var terms = WriteTerms.Read(request, query);
            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            var result = await editor.EditAsync(caller.Account, caller.Actor, terms, async (current, now, token) =>
                await RuleIds.FindAsync(current, id, token) is { } rule
                    ? Plan.Commit(new RuleChanges(caller.Actor, now).Remove(current, [rule]))
                    : Refusal.NotFound, cancellationToken);
            return Answer.Edited(request, result, list => Answer.NoContent(request, list.Version));
        }, cancellationToken);

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
}
