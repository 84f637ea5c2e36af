using IpAccess.Decisions;
using IpAccess.Networks;

namespace IpAccess.Allowlists;

/// <summary>One entry of an allowlist: a network that may come in. Times are Unix seconds.</summary>
internal sealed record Rule : IDecidingRule
{
    /// <summary>The rule's number: rising in its account, never used twice, below 2^53.</summary>
    public required long Id { get; init; }

    /// <summary>The network; an account has at most one rule for each.</summary>
    public required Network Network { get; init; }

    /// <summary>What the rule is for, in a person's words; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Whether the rule counts at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When the rule stops to count; null for never.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>How the rule came to be, as the API spells it: <c>manual</c>, later also <c>attempt</c> and <c>learning</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Who added it: <c>key:</c> and the key's id.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was added.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required long UpdatedAt { get; init; }
}
