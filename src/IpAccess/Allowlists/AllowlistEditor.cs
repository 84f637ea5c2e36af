using IpAccess.Allowlists.Versions;
using IpAccess.Http;

namespace IpAccess.Allowlists;

/// <summary>What came of a write.</summary>
/// <param name="Current">The list as it is now; null where it was refused before it was read.</param>
/// <param name="Refusal">Why nothing changed; null where it did, or where there was nothing to do.</param>
/// <param name="Warnings">What the caller should know; null for nothing.</param>
internal sealed record EditResult(Allowlist? Current, Problem? Refusal, IReadOnlyList<Warning>? Warnings);

/// <summary>Every write of a caller to a list: precondition, plan, lockout guard, commit.</summary>
internal sealed class AllowlistEditor(AllowlistStore store, TimeProvider clock)
{
    /// <summary>Raised with the account when its list has changed or may have, before the caller hears of it.</summary>
    public event Action<string>? Changed;

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Changes a list as planned, or says why not. The lockout guard looks at the caller's own address.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="precondition">The version that the caller means.</param>
    /// <param name="plan">What to do with the list as it is at this time (Unix seconds); runs anew for each try.</param>
    /// <param name="cancellationToken">Stops the commit.</param>
    public Task<EditResult> EditAsync(
        Caller caller,
        Precondition precondition,
        Func<Allowlist, long, CancellationToken, Task<Plan>> plan,
        CancellationToken cancellationToken) =>
        CommitAsync(caller, precondition, plan, GuardOf(caller), cancellationToken);

    /// <summary>As <see cref="EditAsync"/>, for the one write that the guard never refuses: switching it off.</summary>
    public Task<EditResult> EditUnguardedAsync(
        Caller caller,
        Precondition precondition,
        Func<Allowlist, long, CancellationToken, Task<Plan>> plan,
        CancellationToken cancellationToken) =>
        CommitAsync(caller, precondition, plan, NoGuard, cancellationToken);

    /// <summary>Does all that <see cref="EditAsync"/> does but the writing, or <see cref="EditUnguardedAsync"/> where it is not guarded.</summary>
    /// <returns>What the write would come to; null where there is no such account.</returns>
    public Task<Rehearsal?> RehearseAsync(
        Caller caller, Func<Allowlist, long, CancellationToken, Task<Plan>> plan, bool isGuarded, CancellationToken cancellationToken) =>
        store.RehearseAsync(
            caller.Account, (current, token) => plan(current, Now, token), isGuarded ? GuardOf(caller) : NoGuard, cancellationToken);

    /// <summary>Adds rules, as <see cref="EditAsync"/> does; networks that have a rule keep it.</summary>
    /// <returns>What came of it, and the rules; these are null where it was refused before the list was read.</returns>
    public async Task<(EditResult Result, AddedRules? Added)> AddAsync(
        Caller caller, Precondition precondition, IReadOnlyList<RuleDraft> drafts, CancellationToken cancellationToken)
    {
        AddedRules? added = null;
        var result = await EditAsync(caller, precondition, async (current, now, token) =>
        {
            var existing = await current.FindAsync([.. drafts.Select(draft => draft.Network)], token);
            added = new RuleChanges(caller, now).Add(current, drafts, existing);
            return new Plan(added.Change, null);
        }, cancellationToken);
        return (result, added);
    }

    private static Task<Problem?> NoGuard(Allowlist before, Allowlist after, CancellationToken cancellationToken) =>
        Task.FromResult<Problem?>(null);

    private CheckOutcome GuardOf(Caller caller) =>
        (before, after, token) => LockoutGuard.CheckAsync(before, after, caller.Client.Address, Now, token);

    private async Task<EditResult> CommitAsync(
        Caller caller,
        Precondition precondition,
        Func<Allowlist, long, CancellationToken, Task<Plan>> plan,
        CheckOutcome check,
        CancellationToken cancellationToken)
    {
        var result = await CommitAsync(
            caller.Account,
            (current, token) => precondition.Holds(current.Version)
                ? plan(current, Now, token)
                : Task.FromResult(Plan.Refuse(Problems.PreconditionFailed)),
            check,
            cancellationToken);
        if (result.Applied is null)
        {
            return new(result.Current, result.Current is null ? Problems.NotFound : result.Refusal, null);
        }

        var warnings = await LockoutGuard.WarnAsync(result.Current!, caller.Client.Address, Now, cancellationToken);
        return new(result.Current, null, warnings.Count > 0 ? warnings : null);
    }

    private async Task<CommitResult> CommitAsync(
        string account, PlanChange plan, CheckOutcome check, CancellationToken cancellationToken)
    {
        var mayHaveChanged = true;
        try
        {
            var result = await store.CommitAsync(account, plan, check, cancellationToken);
            mayHaveChanged = result.Applied is not null;
            return result;
        }
        finally
        {
            // Also where the commit throws: it may have happened all the same.
            if (mayHaveChanged)
            {
                Changed?.Invoke(account);
            }
        }
    }
}
