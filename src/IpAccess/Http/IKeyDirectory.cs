using IpAccess.Storage.Caching;

namespace IpAccess.Http;

/// <summary>What authentication must know of a key.</summary>
/// <param name="Account">The account it belongs to.</param>
/// <param name="KeyId">Its id.</param>
/// <param name="Scopes">What it may do.</param>
internal sealed record KeyGrant(string Account, string KeyId, Scope Scopes)
{
    /// <summary>What it is for, in a person's words; null for nothing said.</summary>
    public string? Label { get; init; }

    /// <summary>When it stops to work, in Unix seconds; null for never.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>Where the enforcing route finds the client's address.</summary>
    public ClientAddressSource ClientAddress { get; init; } = ClientAddressSource.Default;

    /// <summary>The surface that the enforcing route decides for; null for none.</summary>
    public string? Surface { get; init; }
}

/// <summary>Knows the keys of all accounts: the seam through which authentication asks the accounts.</summary>
internal interface IKeyDirectory
{
    /// <summary>What the key of this text grants; null where it is malformed, unknown, revoked or expired.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage is away and the key is not in memory.</exception>
    /// <exception cref="TimeoutException">Storage is away and memory holds another text of the key.</exception>
    ValueTask<Cached<KeyGrant>?> FindAsync(string keyText, CancellationToken cancellationToken);

    /// <summary>Whether <paramref name="child"/> is an account right below <paramref name="parent"/>.</summary>
    ValueTask<bool> IsChildAsync(string child, string parent, CancellationToken cancellationToken);
}
