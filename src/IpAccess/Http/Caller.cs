using IpAccess.Allowlists;
using IpAccess.Storage.Caching;

namespace IpAccess.Http;

/// <summary>Who is calling, once the key is known to be good.</summary>
/// <param name="Account">The account that is acted on: the key's own, or a child of it.</param>
/// <param name="KeyId">The key's id.</param>
/// <param name="Client">The caller's own address.</param>
/// <param name="RequestId">The request's id.</param>
/// <param name="Freshness">How far the key can be trusted; never expired but for a check.</param>
internal sealed record Caller(string Account, string KeyId, ClientAddress Client, string RequestId, Freshness Freshness)
{
    /// <summary>The account that the key belongs to.</summary>
    public string KeyAccount { get; init; } = Account;

    /// <summary>What the key is; null for the operator's, which is in no account.</summary>
    public KeyGrant? Key { get; init; }

    /// <summary>Who enforces the list, as the user name of HTTP Basic says; null where it does not.</summary>
    public string? EnforcerName { get; init; }

    /// <summary>The caller as whoever changes something.</summary>
    public Actor Actor => new(KeyId, Client.Address, Client.DerivedFrom, RequestId);
}
