using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Rules;

/// <summary>Writes of many rules at once (contract section 4): all or nothing, whatever the size.</summary>
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

            var (result, outcome) = await editor.AddAsync(caller, terms, asked.Drafts, cancellationToken);
            return Answered(request, asked, result, outcome, removed: null, StatusCodes.Status201Created);
        }, cancellationToken);

    /// <summary><c>PUT /v1/allowlist/rules</c>: makes the networks named the whole list; those that stay keep their rules.</summary>
    public Task<IResult> ReplaceRulesAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistManage, Parameters, async (caller, query) =>
        {
            var terms = WriteTerms.Read(request, query);
            if (terms.Precondition.IsAbsent)
            {
                return Answer.From(request, Problems.PreconditionRequired);
            }

            var (asked, problem) = await RulesRequest.ReadAsync(request, query, mayBeEmpty: true, cancellationToken);
            if (asked is null)
            {
                return Answer.From(request, problem!);
            }

            AddedRules? outcome = null;
            var result = await editor.EditAsync(caller, terms, async (current, now, token) =>
            {
                outcome = new RuleChanges(caller, now).Replace(current, asked, await current.ReadAllAsync(token));
                return new Plan(outcome.Change, null);
            }, cancellationToken);
            return Answered(request, asked, result, outcome, outcome?.Removed, StatusCodes.Status200OK);
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

            IReadOnlyList<Rule> found = [];
            var result = await editor.EditAsync(caller, terms, async (current, now, token) =>
            {
                found = await asked.FindAsync(current, token);
                return found.Count == 0 ? Plan.Nothing : Plan.Commit(new RuleChanges(caller, now).Remove(current, found));
            }, cancellationToken);
            var deleted = found.Select(rule => rule.Id).ToHashSet();
            return result.Refusal is { } refusal
                ? Answer.From(request, refusal)
                : Answer.Json(request, result.Current!.Version, new
                {
                    result.Current.Version,
                    Deleted = asked.Sources.Count == 0 ? asked.Ids.Where(deleted.Contains) : deleted.Order(),
                    NotFound = asked.Ids.Where(id => !deleted.Contains(id)),
                });
        }, cancellationToken);

    private static IResult Answered(
        HttpRequest request, RulesRequest asked, EditResult result, AddedRules? outcome, int? removed, int status) =>
        result.Refusal is { } refusal
            ? Answer.From(request, refusal)
            : Answer.Json(
                request,
                result.Current!.Version,
                new AddedRulesView(result.Current.Version, outcome!.Added, outcome.Rules.Count - outcome.Added)
                {
                    Removed = removed,
                    Rules = outcome.Rules.Select(RuleView.Of),
                    Warnings = asked.Warnings.Count > 0 ? [.. asked.Warnings, .. result.Warnings ?? []] : result.Warnings,
                },
                status);
}
