using IpAccess.Allowlists;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Hygiene;
using IpAccess.Rules;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Previews;

/// <summary>What a change would do, before it is made (docs/allowlist.md, "Preview").</summary>
public sealed class PreviewEndpoints
{
    private readonly Gate gate;
    private readonly AllowlistEditor editor;
    private readonly AttemptReplay replay;
    private readonly TimeProvider clock;

    internal PreviewEndpoints(Gate gate, AllowlistEditor editor, AttemptReplay replay, TimeProvider clock) =>
        (this.gate, this.editor, this.replay, this.clock) = (gate, editor, replay, clock);

    /// <summary><c>POST /v1/allowlist/preview</c>: goes through a change as its write would, and writes nothing. It shows attempts, too.</summary>
    public Task<IResult> PreviewChangeAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistManage | Scope.AttemptsRead, PreviewRequest.Parameters, async (caller, query) =>
        {
            var (asked, problem) = await PreviewRequest.ReadAsync(request, query, cancellationToken);
            if (asked is null)
            {
                return Answer.From(request, problem!);
            }

            var plan = new PreviewPlan(caller.Actor, asked);
            var terms = new EditTerms { IsJudged = asked.IsGuarded };
            if (await editor.DryRunAsync(caller.Account, caller.Actor, terms, plan.PlanAsync, cancellationToken) is not { } dryRun)
            {
                return Answer.From(request, Problems.NotFound);
            }

            var view = Judge(caller, asked, dryRun);
            return Answer.Json(
                request,
                dryRun.Before.Version,
                asked.Errors.Count > 0 ? view : await ShowOutcomeAsync(view, dryRun, cancellationToken));
        }, cancellationToken);

    private static PreviewView Judge(Caller caller, PreviewRequest asked, DryRun<PreviewedRules> dryRun)
    {
        var address = caller.Client.Address;
        var found = dryRun.Found!;
        var locksOut = dryRun.Refusal is { Kind: RefusalKind.WouldLockYouOut };
        var refused = locksOut || asked.Errors.Count > 0 || dryRun.Refusal is null ? null : Problems.Of(dryRun.Refusal);
        var errors = refused switch
        {
            null => asked.Errors,
            { Errors.Count: > 0 } => refused.Errors,
            _ => [new(string.Empty, null, refused.Slug, refused.Detail)],
        };
        var nextId = dryRun.Before.NextRuleId;
        return new(errors.Count == 0, dryRun.Before.Version, found.Rules.Select(rule => View(rule, nextId)))
        {
            NotFound = asked.Errors.Count > 0 ? [] : found.NotFound,
            Errors = errors,
            Warnings = asked.Warnings.Count > 0 ? asked.Warnings : null,
            WouldLockYouOut = asked.Errors.Count > 0 ? null : locksOut,
            YourAddress = address.IsNone ? null : address.ToString(),
        };
    }

    private static RuleView View(Rule rule, long nextId) =>
        rule.Id < nextId ? RuleView.Of(rule) : RuleView.Of(rule) with { Id = null };

    private async Task<PreviewView> ShowOutcomeAsync(PreviewView view, DryRun<PreviewedRules> dryRun, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var before = await PreviewedList.ReadAsync(dryRun.Before, now, cancellationToken);
        var after = await PreviewedList.ReadAsync(dryRun.After, now, cancellationToken);
        var replayed = await replay.RunAsync(dryRun.Before.Account, before, after, now, cancellationToken);
        var known = before.Shadowed.Select(shadow => shadow.Rule.Network).ToHashSet();
        return view with
        {
            NewlyBlocked = replayed.NewlyBlocked,
            NewlyAllowed = replayed.NewlyAllowed,
            Shadowed = after.Shadowed
                .Where(shadow => !known.Contains(shadow.Rule.Network))
                .Select(shadow => ShadowView.Of(shadow, dryRun.Before.NextRuleId)),
            AddressesBefore = before.Addresses,
            AddressesAfter = after.Addresses,
            RuleCount = dryRun.After.RuleCount,
            Attempts = replayed.Extent,
        };
    }
}
