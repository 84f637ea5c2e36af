using IpAccess.Storage.Caching;

namespace IpAccess.Http;

/// <summary>What authentication must know of a key.</summary>
/// <param name="Account">The account it belongs to.</param>
/// <param name="KeyId">Its id.</param>
/// <param name="Scopes">What it may do.</param>
internal sealed record KeyGrant(string Account, string KeyId, Scope Scopes);

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
