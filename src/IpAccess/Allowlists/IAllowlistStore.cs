namespace IpAccess.Allowlists;

/// <summary>Where lists are kept, as whoever changes them needs it.</summary>
internal interface IAllowlistStore
{
    /// <summary>A version of a list, given the newest one; null where there is none, or it is not kept any more.</summary>
    Task<IAllowlist?> FindVersionAsync(IAllowlist current, long version, CancellationToken cancellationToken);

    /// <summary>Whether a version of an account's list is kept.</summary>
    Task<bool> KeepsAsync(string account, long version, CancellationToken cancellationToken);

    /// <summary>Changes a list: plans, checks the outcome, and writes; all of it anew where another commit came first.</summary>
    /// <param name="account">The account.</param>
    /// <param name="plan">Says what to do with the list as it is.</param>
    /// <param name="check">Says whether the resulting list may come to be. It can be read before it is written.</param>
    /// <param name="cancellationToken">Stops the commit. Then it may have happened or not.</param>
    Task<CommitResult<T>> CommitAsync<T>(string account, PlanChange<T> plan, CheckOutcome check, CancellationToken cancellationToken);

    /// <summary>Does all of a commit but the writing. The resulting list can be read, though nothing of it is stored.</summary>
    /// <returns>What the commit would come to; null where the account does not exist or is deleted.</returns>
    Task<DryRun<T>?> DryRunAsync<T>(string account, PlanChange<T> plan, CheckOutcome check, CancellationToken cancellationToken);
}
