namespace IpAccess.Allowlists;

/// <summary>What is to be done with a list as it is now: a change, a refusal, or nothing where both are null.</summary>
/// <param name="Change">What to change.</param>
/// <param name="Refusal">Why to change nothing.</param>
/// <param name="Found">What was found on the way there; the default where it is refused.</param>
internal readonly record struct Plan<T>(Change? Change, Refusal? Refusal, T? Found)
{
    /// <summary>Change nothing, for this reason.</summary>
    public static implicit operator Plan<T>(Refusal refusal) => new(null, refusal, default);
}

/// <summary>Makes plans.</summary>
internal static class Plan
{
    /// <summary>There is nothing to do, and nothing to tell.</summary>
    public static Plan<Nothing> Nothing => default;

    /// <summary>Change this.</summary>
    public static Plan<Nothing> Commit(Change change) => new(change, null, default);

    /// <summary>Change nothing, for this reason.</summary>
    public static Plan<Nothing> Refuse(Refusal refusal) => new(null, refusal, default);

    /// <summary>Change this, or nothing where it is null; and tell what was found.</summary>
    public static Plan<T> Of<T>(Change? change, T found) => new(change, null, found);
}

/// <summary>What a plan found that needs to tell nothing.</summary>
internal readonly record struct Nothing;

/// <summary>Says what to do with the list as it is now. Runs anew for each try: what it finds, it gives back.</summary>
internal delegate Task<Plan<T>> PlanChange<T>(IAllowlist current, CancellationToken cancellationToken);

/// <summary>As <see cref="PlanChange{T}"/>, at a time in Unix seconds.</summary>
internal delegate Task<Plan<T>> PlanEdit<T>(IAllowlist current, long now, CancellationToken cancellationToken);

/// <summary>Says why the resulting list must not come to be; null where it may. Runs anew for each try.</summary>
internal delegate Task<Refusal?> CheckOutcome(IAllowlist before, IAllowlist after, CancellationToken cancellationToken);

/// <summary>What came of a commit.</summary>
/// <param name="Before">The list that the plan saw last; null where the account does not exist or is deleted.</param>
/// <param name="Current">The list as it is now; the same as <paramref name="Before"/> where nothing changed, null where there is none any more.</param>
/// <param name="Refusal">Why nothing changed; null where it did, or where there was nothing to do.</param>
/// <param name="Applied">What changed; null where nothing did.</param>
/// <param name="Found">What the plan found that was gone by; the default where there was none.</param>
internal sealed record CommitResult<T>(IAllowlist? Before, IAllowlist? Current, Refusal? Refusal, Change? Applied, T? Found);

/// <summary>What a commit would come to.</summary>
/// <param name="Before">The list as it is.</param>
/// <param name="After">The list as it would be, were it not refused; the same as <paramref name="Before"/> where nothing would change.</param>
/// <param name="Refusal">Why it would be refused; null where it would not.</param>
/// <param name="Found">What the plan found.</param>
internal sealed record DryRun<T>(IAllowlist Before, IAllowlist After, Refusal? Refusal, T? Found);
