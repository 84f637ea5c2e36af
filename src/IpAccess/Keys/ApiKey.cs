using System.Collections.Immutable;
using System.Security.Cryptography;
using IpAccess.Http;

namespace IpAccess.Keys;

/// <summary>A key as it is stored. Times are Unix seconds.</summary>
internal sealed record ApiKey
{
    /// <summary>The earlier texts that can work at the same time, at most.</summary>
    public const int MostEarlierTexts = 8;

    /// <summary>The key's id, unique in the service.</summary>
    public required string Id { get; init; }

    /// <summary>The account it belongs to.</summary>
    public required string Account { get; init; }

    /// <summary>What it is for, in a person's words.</summary>
    public string? Label { get; init; }

    /// <summary>The SHA-256 of its text.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The texts before its rotations, the newest first, as long as their overlap runs; one that has ended may still be among them.</summary>
    public ImmutableArray<EarlierText> EarlierTexts { get; init; } = [];

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

    /// <summary>A new owner's key of this text, which does not end.</summary>
    public static ApiKey Owner(string account, string text, string label, long now) => new()
    {
        Id = KeyText.IdOf(text)!,
        Account = account,
        Label = label,
        Hash = KeyText.Hash(text),
        Scopes = Http.Scopes.All,
        CreatedAt = now,
    };

    /// <summary>Whether it can manage keys for good: an account needs one such key, or nobody could make another.</summary>
    public bool ManagesForGood => Scopes.HasFlag(Scope.KeysManage) && ExpiresAt is null;

    /// <summary>What authentication must know of it.</summary>
    public KeyGrant Grant => new(Account, Id, Scopes)
    {
        Label = Label,
        ExpiresAt = ExpiresAt,
        ClientAddress = ClientAddress,
        Surface = Surface,
    };

    /// <summary>Whether the key has not expired.</summary>
    public bool IsAlive(long now) => ExpiresAt is not { } end || end > now;

    /// <summary>Whether this text is the key, or was before a rotation whose overlap still runs; compared in fixed time.</summary>
    public bool Accepts(string text, long now)
    {
        var hash = KeyText.Hash(text);
        var isCurrent = CryptographicOperations.FixedTimeEquals(hash, Hash);
        var isEarlier = false;
        foreach (var earlier in EarlierTexts)
        {
            isEarlier |= CryptographicOperations.FixedTimeEquals(hash, earlier.Hash) && earlier.Until > now;
        }

        return IsAlive(now) && (isCurrent || isEarlier);
    }

    /// <summary>
    /// The key with a new text. The one before it works until the given time, and earlier ones as long as they were promised; null
    /// where those would be more than <see cref="MostEarlierTexts"/>.
    /// </summary>
    public ApiKey? Rotated(string text, long previousUntil, long now)
    {
        EarlierText[] earlier = [.. EarlierTexts.Prepend(new(Hash, previousUntil)).Where(earlier => earlier.Until > now)];
        return earlier.Length > MostEarlierTexts ? null : this with { Hash = KeyText.Hash(text), EarlierTexts = [.. earlier] };
    }
}

/// <summary>A text that a key had before a rotation.</summary>
/// <param name="Hash">Its SHA-256.</param>
/// <param name="Until">When it stops to work, in Unix seconds.</param>
internal sealed record EarlierText(byte[] Hash, long Until);
