using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Storage;

namespace IpAccess.Allowlists;

/// <summary>What came of a write.</summary>
/// <param name="Current">The list as it is now; null where it was refused before it was read.</param>
/// <param name="Refusal">Why nothing changed; null where it did, or where there was nothing to do.</param>
/// <param name="Warnings">What the caller should know; null for nothing.</param>
internal sealed record EditResult(Allowlist? Current, Problem? Refusal, IReadOnlyList<Warning>? Warnings);

/// <summary>Every write of a caller to a list: terms, plan, refusals of the outcome, commit.</summary>
internal sealed class AllowlistEditor(AllowlistStore store, TimeProvider clock)
{
    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Changes a list as planned, or says why not. <see cref="OutcomeRefusals"/> are judged on what would come of it.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="terms">On what terms.</param>
    /// <param name="plan">What to do with the list as it is at this time (Unix seconds); runs anew for each try.</param>
    /// <param name="cancellationToken">Stops the commit.</param>
    public Task<EditResult> EditAsync(
        Caller caller,
        WriteTerms terms,
        Func<Allowlist, long, CancellationToken, Task<Plan>> plan,
        CancellationToken cancellationToken) =>
        CommitAsync(caller, terms, Unconfirmed.Refuse(plan), Judge(caller), cancellationToken);

    /// <summary>As <see cref="EditAsync"/>, for the one write that nothing refuses: switching the lockout guard off.</summary>
    public Task<EditResult> EditUnguardedAsync(
        Caller caller,
        WriteTerms terms,
        Func<Allowlist, long, CancellationToken, Task<Plan>> plan,
        CancellationToken cancellationToken) =>
        CommitAsync(caller, terms, Unconfirmed.Refuse(plan), Accept, cancellationToken);

    /// <summary>As <see cref="EditUnguardedAsync"/>, for the operator, who need not wait for a confirmation either.</summary>
    public Task<EditResult> EditAsOperatorAsync(
        Caller caller,
        WriteTerms terms,
        Func<Allowlist, long, CancellationToken, Task<Plan>> plan,
        CancellationToken cancellationToken) =>
        CommitAsync(caller, terms, plan, Accept, cancellationToken);

    /// <summary>Does all that <see cref="EditAsync"/> does but the writing, or <see cref="EditUnguardedAsync"/> where it is not guarded.</summary>
    /// <returns>What the write would come to; null where there is no such account.</returns>
    public Task<DryRun?> DryRunAsync(
        Caller caller, Func<Allowlist, long, CancellationToken, Task<Plan>> plan, bool isGuarded, CancellationToken cancellationToken) =>
        store.DryRunAsync(
            caller.Account,
            (current, token) => plan(current, Now, token),
            Unconfirmed.RefuseFirst(isGuarded ? Judge(caller) : Accept),
            cancellationToken);

    /// <summary>Adds rules, as <see cref="EditAsync"/> does; networks that have a rule keep it.</summary>
    /// <returns>What came of it, and the rules; these are null where it was refused before the list was read.</returns>
    public async Task<(EditResult Result, AddedRules? Added)> AddAsync(
        Caller caller, WriteTerms terms, IReadOnlyList<RuleDraft> drafts, CancellationToken cancellationToken)
    {
        AddedRules? added = null;
        var result = await EditAsync(caller, terms, async (current, now, token) =>
        {
            var existing = await current.FindAsync([.. drafts.Select(draft => draft.Network)], token);
            added = new RuleChanges(caller, now).Add(current, drafts, existing);
            return new Plan(added.Change, null);
        }, cancellationToken);
        return (result, added);
    }

    /// <summary>
    /// Makes an earlier version's list the list of today. While a version awaits its confirmation, only the one that it would
    /// go back to can be restored: that undoes it at once.
    /// </summary>
    public async Task<EditResult> RestoreAsync(Caller caller, WriteTerms terms, long version, CancellationToken cancellationToken)
    {
        try
        {
            return await CommitAsync(
                caller, terms, (current, _, token) => PlanRestoreAsync(caller, current, version, token), Judge(caller), cancellationToken);
        }
        catch (InvalidDataException)
        {
            // Its pages may have been swept since it was found.
            if (await store.FindVersionAsync(caller.Account, version, StorageTimeout.ForOperations, cancellationToken) is null)
            {
                return new(null, Problems.NotFound, null);
            }

            throw;
        }
    }

    /// <summary>Keeps a version that awaits its confirmation, for a caller whom it lets in.</summary>
    public Task<EditResult> ConfirmAsync(Caller caller, WriteTerms terms, long version, CancellationToken cancellationToken) =>
        CommitAsync(
            caller,
            terms,
            (current, now, token) => Unconfirmed.ConfirmAsync(caller, current, version, now, token),
            Accept,
            cancellationToken);

    private static Task<Problem?> Accept(Allowlist before, Allowlist after, CancellationToken cancellationToken) =>
        Task.FromResult<Problem?>(null);

    private async Task<Plan> PlanRestoreAsync(Caller caller, Allowlist current, long version, CancellationToken cancellationToken)
    {
        if (current.Pending is { } pending && pending.RevertsTo != version)
        {
            return Plan.Refuse(Unconfirmed.ProblemOf(pending));
        }

        return await store.FindVersionAsync(current, version, StorageTimeout.ForOperations, cancellationToken) is { } target
            ? new(await Restoration.RestoreAsync(caller, current, target, cancellationToken), null)
            : Plan.Refuse(Problems.NotFound);
    }

    private CheckOutcome Judge(Caller caller) => async (before, after, token) =>
        await OutcomeRefusals.OfAsync(before, after, caller.Client.Address, Now, token) is [var gravest, ..] ? gravest : null;

    private async Task<EditResult> CommitAsync(
        Caller caller,
        WriteTerms terms,
        Func<Allowlist, long, CancellationToken, Task<Plan>> plan,
        CheckOutcome check,
        CancellationToken cancellationToken)
    {
        var result = await store.CommitAsync(
            caller.Account,
            async (current, token) => terms.Precondition.Refusal(current.Version) is { } refusal
                ? Plan.Refuse(refusal)
                : Unconfirmed.Until(terms, current, await plan(current, Now, token), caller, Now),
            check,
            cancellationToken);
        if (result.Applied is null)
        {
            return new(result.Current, result.Current is null ? Problems.NotFound : result.Refusal, null);
        }

        if (result.Applied.Pending.Value is { } pending)
        {
            terms.TellConfirmBy(pending.Until);
        }

        List<Warning> warnings =
        [
            .. await LockoutGuard.WarnAsync(result.Current!, caller.Client.Address, Now, cancellationToken),
            .. Warning.Expired(result.Applied.Upserts, Now),
        ];
        return new(result.Current, null, warnings.Count > 0 ? warnings : null);
    }
}
