using IpAccess.Allowlists;
using IpAccess.Http;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Rules;

/// <summary>Writes of many rules at once (docs/allowlist.md, "All or nothing"): all or nothing, whatever the size.</summary>
public sealed class BulkEndpoints
{
    private static readonly string[] Parameters = [.. WriteTerms.Parameters, RulesRequest.AllowBroad];
    private readonly Gate gate;
    private readonly AllowlistEditor editor;

    internal BulkEndpoints(Gate gate, AllowlistEditor editor) => (this.gate, this.editor) = (gate, editor);

    /// <summary><c>POST /v1/allowlist/rules</c>: adds networks; one that is there already stays as it is.</summary>
    public Task<IResult> AddRulesAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistManage, Parameters, async (caller, query) =>
        {
            var terms = WriteTerms.Read(request, query);
            var (asked, problem) = await RulesRequest.ReadAsync(request, query, mayBeEmpty: false, cancellationToken);
            if (asked is null)
            {
                return Answer.From(request, problem!);
            }

            var result = await editor.AddAsync(caller.Account, caller.Actor, terms, asked.Drafts, cancellationToken);
            return Answer.Edited(
                request, result, (list, added) => View(list, asked, added, result.Warnings), StatusCodes.Status201Created);
        }, cancellationToken);

    /// <summary><c>PUT /v1/allowlist/rules</c>: makes the networks named the whole list; those that stay keep their rules.</summary>
    public Task<IResult> ReplaceRulesAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistManage, Parameters, async (caller, query) =>
        {
            var terms = WriteTerms.Read(request, query);
            if (!terms.Precondition.IsStated)
            {
                return Answer.From(request, Problems.PreconditionRequired);
            }

            var (asked, problem) = await RulesRequest.ReadAsync(request, query, mayBeEmpty: true, cancellationToken);
            if (asked is null)
            {
                return Answer.From(request, problem!);
            }

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
        gate.AccountAsync(request, Scope.AllowlistManage, WriteTerms.Parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var terms = WriteTerms.Read(request, query);
            var (asked, problem) = await JsonBody.ReadAsync(request, BodyReader.Json, RuleSelection.Read, faults, cancellationToken);
            if (asked is null)
            {
                return Answer.From(request, problem!);
            }

            var result = await editor.EditAsync(caller.Account, caller.Actor, terms, async (current, now, token) =>
            {
                var found = await asked.FindAsync(current, token);
                return Plan.Of(found.Count == 0 ? null : new RuleChanges(caller.Actor, now).Remove(current, found), found);
            }, cancellationToken);
            return Answer.Edited(request, result, (list, found) => View(list, asked, [.. found.Select(rule => rule.Id)]));
        }, cancellationToken);

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
