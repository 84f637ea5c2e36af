using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IpAccess.Decisions;

namespace IpAccess.Allowlists;

/// <summary>What an account decided about its list, beside the rules.</summary>
internal sealed record AllowlistSettings
{
    /// <summary>The settings of a new account.</summary>
    public static AllowlistSettings Initial { get; } = new();

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

    /// <summary>How old a list may be that decides while storage is away, in seconds, 5-86,400; null for as long as the service says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxStaleSeconds { get; init; }

    /// <summary>Whether the account's own API answers only addresses that the list lets in.</summary>
    public bool ProtectManagement { get; init; }

    /// <summary>The rules that writes may make the list grow to; null for any number.</summary>
    public long? RuleLimit { get; init; }

    /// <summary>Addresses that an operator let in for a while, each once; those that have ended may still be among them.</summary>
    public ImmutableArray<Recovery> Recoveries { get; init; } = [];

    /// <summary>What decisions need of them.</summary>
    public DecisionSettings ForDecisions() => new()
    {
        Mode = Mode,
        Unknown = Unknown,
        EmptyList = EmptyList,
        ExemptSurfaces = ExemptSurfaces,
        OnFailure = OnFailure,
        MaxStaleSeconds = MaxStaleSeconds,
        Recoveries = Recoveries,
    };
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
