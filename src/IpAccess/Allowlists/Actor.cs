using IpAccess.Networks;

namespace IpAccess.Allowlists;

/// <summary>Who changes something, and from where.</summary>
/// <param name="Key">The id of the key, <c>operator</c>, or the part of the service that does it by itself.</param>
/// <param name="Address">The actor's own address; the default value where it is unknown.</param>
/// <param name="DerivedFrom">Where the address was read: <c>connection</c>, <c>forwarded_for</c> or <c>header</c>.</param>
/// <param name="RequestId">The request that asks for it.</param>
internal sealed record Actor(string Key, Address Address, string DerivedFrom, string RequestId)
{
    /// <summary>The service itself, where it changes something that nobody asks for at that moment.</summary>
    /// <param name="part">The part of the service, in the place of a key.</param>
    /// <param name="requestId">The request that it goes back to, or the part again.</param>
    public static Actor Service(string part, string requestId) => new(part, default, "connection", requestId);
}
