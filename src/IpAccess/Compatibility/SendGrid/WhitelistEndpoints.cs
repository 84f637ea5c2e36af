using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Rules;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Compatibility.SendGrid;

/// <summary>
/// The rules as SendGrid's API v3 has them, for its clients (docs/vendors.md;
/// https://www.twilio.com/docs/sendgrid/api-reference/ip-access-management).
/// </summary>
public sealed class WhitelistEndpoints
{
    private readonly Gate gate;
    private readonly AllowlistStore store;
    private readonly AllowlistEditor editor;
    private readonly SendGridOptions options;

    internal WhitelistEndpoints(Gate gate, AllowlistStore store, AllowlistEditor editor, SendGridOptions options) =>
        (this.gate, this.store, this.editor, this.options) = (gate, store, editor, options);

    /// <summary><c>GET /v3/access_settings/whitelist</c>: every rule, by id.</summary>
    public Task<IResult> ListWhitelistAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, async caller =>
        {
            if (await store.SettleAsync(caller.Account, cancellationToken) is not { } list)
            {
                return Answer.From(request, Problems.NotFound);
            }

            var rules = await list.ReadAllAsync(cancellationToken);
            return Answer.Json(request, list.Version, new { Result = rules.OrderBy(rule => rule.Id).Select(WhitelistEntry.Of) });
        }, cancellationToken);

    /// <summary><c>POST /v3/access_settings/whitelist</c>: adds networks; answers those named, in order, new or not.</summary>
    public Task<IResult> AddToWhitelistAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistManage, WriteTerms.Parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var terms = WriteTerms.Read(request, query);
            var (asked, problem) = await JsonBody.ReadAsync(request, BodyReader.Json, WhitelistRequest.Read, faults, cancellationToken);
            if (asked is null)
            {
                return Answer.From(request, problem!);
            }

            var result = await editor.AddAsync(caller.Account, caller.Actor, terms, asked.Drafts, cancellationToken);
            return Answer.Edited(
                request, result, (_, added) => new { Result = added.Rules.Select(WhitelistEntry.Of) }, StatusCodes.Status201Created);
        }, cancellationToken);

    /// <summary><c>DELETE /v3/access_settings/whitelist</c>, with a body: removes the rules with these ids; 404 where none exists.</summary>
    public Task<IResult> RemoveFromWhitelistAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistManage, WriteTerms.Parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var terms = WriteTerms.Read(request, query);
            var (ids, problem) = await JsonBody.ReadAsync(request, BodyReader.Json, RuleIds.Read, faults, cancellationToken);
            return ids is null
                ? Answer.From(request, problem!)
                : await RemoveAsync(request, caller, terms, (list, token) => list.FindByIdsAsync(ids, token), cancellationToken);
        }, cancellationToken);

    /// <summary><c>GET /v3/access_settings/whitelist/{rule_id}</c>.</summary>
    public Task<IResult> GetWhitelistEntryAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, async caller =>
        {
            var list = await store.SettleAsync(caller.Account, cancellationToken);
            if (list is null || await RuleIds.FindAsync(list, id, cancellationToken) is not { } rule)
            {
                return Answer.From(request, Problems.NotFound);
            }

            var entry = WhitelistEntry.Of(rule);
            return options.SingleResultAsObject
                ? Answer.Json(request, list.Version, new { Result = entry })
                : Answer.Json(request, list.Version, new { Result = (WhitelistEntry[])[entry] });
        }, cancellationToken);

    /// <summary><c>DELETE /v3/access_settings/whitelist/{rule_id}</c>.</summary>
    public Task<IResult> DeleteWhitelistEntryAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistManage, WriteTerms.Parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var terms = WriteTerms.Read(request, query);
            return faults.Any
                ? Answer.From(request, Problems.Of(faults))
                : await RemoveAsync(request, caller, terms, FindAsync, cancellationToken);

            async Task<IReadOnlyList<Rule>> FindAsync(IAllowlist list, CancellationToken token) =>
                await RuleIds.FindAsync(list, id, token) is { } rule ? [rule] : [];
        }, cancellationToken);

    private async Task<IResult> RemoveAsync(
        HttpRequest request,
        Caller caller,
        EditTerms terms,
        Func<IAllowlist, CancellationToken, Task<IReadOnlyList<Rule>>> find,
        CancellationToken cancellationToken)
    {
        var result = await editor.EditAsync(caller.Account, caller.Actor, terms, async (current, now, token) =>
            await find(current, token) is { Count: > 0 } rules
                ? Plan.Commit(new RuleChanges(caller.Actor, now).Remove(current, rules))
                : Refusal.NotFound, cancellationToken);
        return Answer.Edited(request, result, list => Answer.NoContent(request, list.Version));
    }
}
