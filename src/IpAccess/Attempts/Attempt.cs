using IpAccess.Networks;

namespace IpAccess.Attempts;

/// <summary>What the attempts of one entry have in common.</summary>
/// <param name="Client">Who tried to come in.</param>
/// <param name="Surface">Where; null where nobody said.</param>
/// <param name="Method">How they proved who they are; null where nobody said.</param>
internal readonly record struct AttemptKey(Address Client, string? Surface, string? Method);

/// <summary>One attempt to come in, or several of the same key taken together. Times are Unix seconds.</summary>
internal sealed record Attempt
{
    /// <summary>Who, where and how.</summary>
    public required AttemptKey Key { get; init; }

    /// <summary>When the first of them was.</summary>
    public required long FirstAt { get; init; }

    /// <summary>When the latest of them was.</summary>
    public required long LastAt { get; init; }

    /// <summary>How many they are.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Whether the latest was let in; null where the list has still to decide.</summary>
    public bool? Allowed { get; init; }

    /// <summary>What the latest proved who they are with: a name for it, never the secret itself.</summary>
    public string? Credential { get; init; }

    /// <summary>The user agent of the latest.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The rule that let the latest in; null for none.</summary>
    public long? RuleId { get; init; }

    /// <summary>These attempts as of a time (Unix seconds), which none of them was after, whatever the clock said then.</summary>
    public Attempt AsOf(long now) => LastAt <= now ? this : this with { FirstAt = Math.Min(FirstAt, now), LastAt = now };

    /// <summary>These attempts and others of the same key, taken together. In the same second, the others count as the latest.</summary>
    public Attempt With(Attempt others) => (others.LastAt >= LastAt ? others : this) with
    {
        FirstAt = Math.Min(FirstAt, others.FirstAt),
        Count = Count + others.Count,
    };
}
