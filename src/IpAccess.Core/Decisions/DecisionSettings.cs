using System.Collections.Immutable;
using IpAccess.Networks;

namespace IpAccess.Decisions;

/// <summary>What decisions need of an account's settings.</summary>
internal sealed record DecisionSettings
{
    /// <summary>Whether the list is enforced.</summary>
    public required Mode Mode { get; init; }

    /// <summary>What happens to an address that no rule covers.</summary>
    public UnknownPolicy Unknown { get; init; } = UnknownPolicy.Block;

    /// <summary>Until when the list learns from who comes in, in Unix seconds; null where it does not.</summary>
    public long? LearningUntil { get; init; }

    /// <summary>What a list without any rule means.</summary>
    public required EmptyList EmptyList { get; init; }

    /// <summary>The surfaces on which nothing is blocked.</summary>
    public required ImmutableArray<string> ExemptSurfaces { get; init; }

    /// <summary>Addresses that an operator let in for a while, each once; those that have ended may still be among them.</summary>
    public required ImmutableArray<Recovery> Recoveries { get; init; }

    /// <summary>What is answered when storage was away for too long.</summary>
    public FailurePolicy OnFailure { get; init; } = FailurePolicy.Deny;

    /// <summary>How old a list may be that decides while what it comes from is away, in seconds; null where the account does not say.</summary>
    public int? MaxStaleSeconds { get; init; }

    /// <summary>Whether an operator let an address in, and still does at this time (Unix seconds).</summary>
    public bool Recovers(Address address, long now)
    {
        foreach (var recovery in Recoveries)
        {
            if (recovery.Address == address && recovery.IsActive(now))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Whether the list is enforced.</summary>
internal enum Mode
{
    /// <summary>Nothing is blocked; the rules stay.</summary>
    Off,

    /// <summary>Decides and records, blocks nothing.</summary>
    Monitor,

    /// <summary>Blocks what the list does not let in.</summary>
    Enforce,
}

/// <summary>What happens to an address that no rule covers.</summary>
internal enum UnknownPolicy
{
    /// <summary>It is blocked.</summary>
    Block,

    /// <summary>It is blocked, and somebody is asked whether it should be.</summary>
    Review,

    /// <summary>It is let in and listed where it can be trusted, else as with <see cref="Review"/>.</summary>
    Auto,
}

/// <summary>What is answered when storage was away for longer than memory may answer.</summary>
internal enum FailurePolicy
{
    /// <summary>503: the service can not know.</summary>
    Deny,

    /// <summary>Allowed, with the reason <c>failure</c>.</summary>
    Allow,
}

/// <summary>What a list without any rule means.</summary>
internal enum EmptyList
{
    /// <summary>Everyone may come in.</summary>
    Allow,

    /// <summary>No one may come in.</summary>
    Deny,
}

/// <summary>An address that an operator let in for a while, whatever the list says.</summary>
/// <param name="Until">When it ends, in Unix seconds.</param>
/// <param name="Reason">Why, in the operator's words.</param>
internal sealed record Recovery(Address Address, long Until, string? Reason)
{
    /// <summary>Whether it has not ended at this time (Unix seconds).</summary>
    public bool IsActive(long now) => Until > now;
}
