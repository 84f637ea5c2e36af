namespace IpAccess.Allowlists;

/// <summary>What came of a write.</summary>
/// <param name="Current">The list as it is now; null where there is none, or it was refused before it was read.</param>
/// <param name="Refusal">Why nothing changed; null where it did, or where there was nothing to do.</param>
/// <param name="Found">What its plan found; the default where it was refused.</param>
internal sealed record EditResult<T>(IAllowlist? Current, Refusal? Refusal, T? Found)
{
    /// <summary>What the caller should know; null for nothing.</summary>
    public IReadOnlyList<Warning>? Warnings { get; init; }

    /// <summary>Until when the change has to be confirmed, in Unix seconds; null where it stays.</summary>
    public long? ConfirmBy { get; init; }
}

/// <summary>Every write of a caller to a list: terms, plan, refusals of the outcome, commit.</summary>
internal sealed class AllowlistEditor(IAllowlistStore store, TimeProvider clock)
{
    private static readonly EditTerms Confirming = new() { IsJudged = false, WaitsForConfirmation = false };

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Changes a list as planned, or says why not.</summary>
    /// <param name="account">The account.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="terms">On what terms, and what holds for it.</param>
    /// <param name="plan">What to do with the list as it is at this time.</param>
    /// <param name="cancellationToken">Stops the commit.</param>
    public async Task<EditResult<T>> EditAsync<T>(
        string account, Actor actor, EditTerms terms, PlanEdit<T> plan, CancellationToken cancellationToken)
    {
        var result = await store.CommitAsync(
            account, (current, token) => PlanAsync(actor, terms, plan, current, token), Judge(actor, terms.IsJudged), cancellationToken);
        if (result.Applied is null)
        {
            return new(result.Current, result.Current is null ? Refusal.NotFound : result.Refusal, result.Found);
        }

        List<Warning> warnings =
        [
            .. await LockoutGuard.WarnAsync(result.Current!, actor.Address, Now, cancellationToken),
            .. Warning.Expired(result.Applied.Upserts, Now),
        ];
        return new(result.Current, null, result.Found)
        {
            Warnings = warnings.Count > 0 ? warnings : null,
            ConfirmBy = result.Applied.Pending.Value?.Until,
        };
    }

    /// <summary>Does all that <see cref="EditAsync"/> does but the writing; that a version awaits its confirmation is told before all else.</summary>
    /// <returns>What the write would come to; null where there is no such account.</returns>
    public Task<DryRun<T>?> DryRunAsync<T>(
        string account, Actor actor, EditTerms terms, PlanEdit<T> plan, CancellationToken cancellationToken)
    {
        var judge = Judge(actor, terms.IsJudged);
        return store.DryRunAsync(
            account,
            (current, token) => plan(current, Now, token),
            async (before, after, token) => Unconfirmed.RefusalOf(before) ?? await judge(before, after, token),
            cancellationToken);
    }

    /// <summary>Adds rules, as <see cref="EditAsync"/> does; networks that have a rule keep it.</summary>
    public Task<EditResult<AddedRules>> AddAsync(
        string account, Actor actor, EditTerms terms, IReadOnlyList<RuleDraft> drafts, CancellationToken cancellationToken) =>
        EditAsync(account, actor, terms, async (current, now, token) =>
        {
            var existing = await current.FindAsync([.. drafts.Select(draft => draft.Network)], token);
            var added = new RuleChanges(actor, now).Add(current, drafts, existing);
            return Plan.Of(added.Change, added);
        }, cancellationToken);

    /// <summary>
    /// Makes an earlier version's list the list of today. While a version awaits its confirmation, only the one that it would
    /// go back to can be restored: that undoes it at once.
    /// </summary>
    public async Task<EditResult<Nothing>> RestoreAsync(
        string account, Actor actor, EditTerms terms, long version, CancellationToken cancellationToken)
    {
        try
        {
            return await EditAsync(
                account,
                actor,
                terms with { WaitsForConfirmation = false },
                (current, _, token) => PlanRestoreAsync(actor, current, version, token),
                cancellationToken);
        }
        catch (InvalidDataException)
        {
            // Its pages may have been swept since it was found.
            if (!await store.KeepsAsync(account, version, cancellationToken))
            {
                return new(null, Refusal.NotFound, default);
            }

            throw;
        }
    }

    /// <summary>Keeps a version that awaits its confirmation, for a caller whom it lets in.</summary>
    public Task<EditResult<Nothing>> ConfirmAsync(
        string account, Actor actor, EditTerms terms, long version, CancellationToken cancellationToken) =>
        EditAsync(
            account,
            actor,
            Confirming with { Precondition = terms.Precondition },
            (current, now, token) => Unconfirmed.ConfirmAsync(actor, current, version, now, token),
            cancellationToken);

    private async Task<Plan<T>> PlanAsync<T>(
        Actor actor, EditTerms terms, PlanEdit<T> plan, IAllowlist current, CancellationToken cancellationToken)
    {
        var refusal = terms.Precondition.RefusalAt(current.Version)
            ?? (terms.WaitsForConfirmation ? Unconfirmed.RefusalOf(current) : null);
        return refusal is null
            ? Unconfirmed.Until(terms, current, await plan(current, Now, cancellationToken), actor, Now)
            : refusal;
    }

    private async Task<Plan<Nothing>> PlanRestoreAsync(Actor actor, IAllowlist current, long version, CancellationToken cancellationToken)
    {
        if (current.Pending is { } pending && pending.RevertsTo != version)
        {
            return Unconfirmed.RefusalOf(pending);
        }

        return await store.FindVersionAsync(current, version, cancellationToken) is { } target
            ? Plan.Of(await Restoration.RestoreAsync(actor, current, target, cancellationToken), default(Nothing))
            : Refusal.NotFound;
    }

    private CheckOutcome Judge(Actor actor, bool isJudged) => async (before, after, token) =>
        isJudged ? await OutcomeRefusals.GravestAsync(before, after, actor.Address, Now, token) : null;
}
