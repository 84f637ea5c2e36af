namespace IpAccess.Decisions;

/// <summary>Why an address may come in, or may not; the first that holds, in this order.</summary>
internal enum Reason
{
    /// <summary>The list is switched off.</summary>
    ModeOff,

    /// <summary>Nothing is blocked on this surface.</summary>
    ExemptSurface,

    /// <summary>An operator let the address in for a while.</summary>
    Recovery,

    /// <summary>A rule lets the address in.</summary>
    Rule,

    /// <summary>The list has no rule, which lets everyone in.</summary>
    EmptyList,

    /// <summary>No rule lets the address in, but nothing is blocked.</summary>
    Monitor,

    /// <summary>Nobody knows the address.</summary>
    UnknownAddress,

    /// <summary>No rule lets the address in.</summary>
    NotListed,

    /// <summary>Storage was away for too long, and the account wants everyone let in then.</summary>
    Failure,
}
