namespace IpAccess.Allowlists;

/// <summary>The versions of the list that a write is meant for.</summary>
/// <param name="Versions">The versions; null where any will do.</param>
/// <param name="HasWeakTag">Whether a weak tag was named besides, which never matches.</param>
internal sealed record Precondition(IReadOnlySet<long>? Versions, bool HasWeakTag = false)
{
    /// <summary>Any version will do.</summary>
    public static Precondition None { get; } = new(Versions: null);

    /// <summary>Why a write may not go on at this version; null where it may.</summary>
    public Refusal? RefusalAt(long version) => Versions?.Contains(version) != false
        ? null
        : new(HasWeakTag ? RefusalKind.WeakPrecondition : RefusalKind.PreconditionFailed);
}
