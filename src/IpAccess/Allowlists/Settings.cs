using System.Collections.Immutable;
using IpAccess.Networks;

namespace IpAccess.Allowlists;

/// <summary>What an account decided about its list, beside the rules.</summary>
internal sealed record Settings
{
    /// <summary>The settings of a new account.</summary>
    public static Settings Initial { get; } = new();

    /// <summary>Whether the list is enforced.</summary>
    public Mode Mode { get; init; } = Mode.Enforce;

    /// <summary>What happens to an address that no rule covers.</summary>
    public UnknownPolicy Unknown { get; init; } = UnknownPolicy.Block;

    /// <summary>What a list without any rule means.</summary>
    public EmptyList EmptyList { get; init; } = EmptyList.Allow;

    /// <summary>The surfaces on which nothing is blocked.</summary>
    public ImmutableArray<string> ExemptSurfaces { get; init; } = [];

    /// <summary>How rules are added without a person.</summary>
    public AutoSettings Auto { get; init; } = new();

    /// <summary>Whether writes are refused that would lock their caller out.</summary>
    public bool LockoutGuard { get; init; } = true;

    /// <summary>What is answered when storage was away for too long.</summary>
    public FailurePolicy OnFailure { get; init; } = FailurePolicy.Deny;

    /// <summary>Whether the account's own API answers only addresses that the list lets in.</summary>
    public bool ProtectManagement { get; init; }

    /// <summary>The rules that writes may make the list grow to; null for any number.</summary>
    public long? RuleLimit { get; init; }

    /// <summary>Addresses that an operator let in for a while, each once; those that have ended may still be among them.</summary>
    public ImmutableArray<Recovery> Recoveries { get; init; } = [];

    /// <summary>Whether an operator let an address in, and still does at this time (Unix seconds).</summary>
    public bool Recovers(Address address, long now) =>
        Recoveries.Any(recovery => recovery.Address == address && recovery.IsActive(now));
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
}

/// <summary>What a list without any rule means.</summary>
internal enum EmptyList
{
    /// <summary>Everyone may come in.</summary>
    Allow,

    /// <summary>No one may come in.</summary>
    Deny,
}

/// <summary>What is answered when storage was away for longer than memory may answer.</summary>
internal enum FailurePolicy
{
    /// <summary>503: the service can not know.</summary>
    Deny,

    /// <summary>Allowed, with the reason <c>failure</c>.</summary>
    Allow,
}

/// <summary>How rules are added without a person.</summary>
internal sealed record AutoSettings
{
    /// <summary>The prefix length of an IPv4 network added, 8–32.</summary>
    public int PrefixV4 { get; init; } = 24;

    /// <summary>The prefix length of an IPv6 network added, 16–128.</summary>
    public int PrefixV6 { get; init; } = 64;

    /// <summary>The networks added in 24 hours, at most.</summary>
    public int DailyLimit { get; init; } = 20;
}

/// <summary>An address that an operator let in for a while, whatever the list says.</summary>
/// <param name="Address">The address.</param>
/// <param name="Until">When it ends, in Unix seconds.</param>
/// <param name="Reason">Why, in the operator's words.</param>
internal sealed record Recovery(Address Address, long Until, string? Reason)
{
    /// <summary>Whether it has not ended at this time (Unix seconds).</summary>
    public bool IsActive(long now) => Until > now;
}
