using System.Collections.Immutable;
using IpAccess.Networks;

namespace IpAccess.Decisions;

/// <summary>What decisions need of an account's settings.</summary>
internal sealed record DecisionSettings
{
    /// <summary>Whether the list is enforced.</summary>
    public required Mode Mode { get; init; }

    /// <summary>What a list without any rule means.</summary>
    public required EmptyList EmptyList { get; init; }

    /// <summary>The surfaces on which nothing is blocked.</summary>
    public required ImmutableArray<string> ExemptSurfaces { get; init; }

    /// <summary>Addresses that an operator let in for a while, each once; those that have ended may still be among them.</summary>
    public required ImmutableArray<Recovery> Recoveries { get; init; }

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
