using System.Security.Cryptography;
using IpAccess.Http;

namespace IpAccess.Accounts;

/// <summary>A key as it is stored. Times are Unix seconds.</summary>
internal sealed record ApiKey
{
    /// <summary>The key's id, unique in the service.</summary>
    public required string Id { get; init; }

    /// <summary>The account it belongs to.</summary>
    public required string Account { get; init; }

    /// <summary>What it is for, in a person's words.</summary>
    public string? Label { get; init; }

    /// <summary>The SHA-256 of its text.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The SHA-256 of the text before the last rotation.</summary>
    public byte[]? PreviousHash { get; init; }

    /// <summary>Until when the text before the last rotation works.</summary>
    public long PreviousUntil { get; init; }

    /// <summary>What it may do.</summary>
    public required Scope Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>When it stops to work; null for never.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>Where the enforcing route finds the client's address.</summary>
    public ClientAddressSource ClientAddress { get; init; } = ClientAddressSource.Default;

    /// <summary>The surface that the enforcing route decides for; null for none.</summary>
    public string? Surface { get; init; }

    /// <summary>Whether the key has not expired.</summary>
    public bool IsAlive(long now) => ExpiresAt is not { } end || end > now;

    /// <summary>Whether this text is the key, or was before a rotation whose overlap still runs; compared in fixed time.</summary>
    public bool Accepts(string text, long now)
    {
        var hash = KeyText.Hash(text);
        var isCurrent = CryptographicOperations.FixedTimeEquals(hash, Hash);
        var isPrevious = CryptographicOperations.FixedTimeEquals(hash, PreviousHash) && PreviousUntil > now;
        return IsAlive(now) && (isCurrent || isPrevious);
    }

    /// <summary>The key with a new text; the old one works until the given time.</summary>
    public ApiKey Rotated(string text, long previousUntil) =>
        this with { Hash = KeyText.Hash(text), PreviousHash = Hash, PreviousUntil = previousUntil };
}

/// <summary>Where the enforcing route finds the client's address.</summary>
/// <param name="Header">The header.</param>
/// <param name="TrustedHops">For <c>X-Forwarded-For</c>: the items from the right that are our own proxies'.</param>
internal sealed record ClientAddressSource(string Header, int TrustedHops)
{
    /// <summary>The header that the shipped proxy configurations send.</summary>
    public static ClientAddressSource Default { get; } = new("X-IpAccess-Client", 0);
}
