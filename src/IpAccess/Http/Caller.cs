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

    /// <summary>The service itself, where it changes something that nobody asks for at that moment.</summary>
    /// <param name="account">The account.</param>
    /// <param name="part">The part of the service, in the place of a key.</param>
    /// <param name="requestId">The request that it goes back to, or the part again.</param>
    public static Caller Service(string account, string part, string requestId) =>
        new(account, part, new ClientAddress(default, ClientAddressOptions.Connection, []), requestId, Freshness.Fresh);
}
