namespace IpAccess.Allowlists;

/// <summary>On what terms a write is made, and what holds for it.</summary>
internal sealed record EditTerms
{
    /// <summary>The versions that it is meant for.</summary>
    public Precondition Precondition { get; init; } = Precondition.None;

    /// <summary>The minutes after which the change undoes itself unless it is confirmed; null where it is to stay.</summary>
    public int? MinutesToConfirm { get; init; }

    /// <summary>Whether its outcome is judged: by the lockout guard, and by the limit that the settings give the list.</summary>
    public bool IsJudged { get; init; } = true;

    /// <summary>Whether it is refused while a version awaits its confirmation: undoing that one must not take a later change along.</summary>
    public bool WaitsForConfirmation { get; init; } = true;
}
