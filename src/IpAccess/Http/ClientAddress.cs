using IpAccess.Networks;

namespace IpAccess.Http;

/// <summary>Where a request comes from, as far as this service can know.</summary>
/// <param name="Address">The caller's address; the default value, which lies in no network, where it is unknown.</param>
/// <param name="DerivedFrom"><c>connection</c>, <c>forwarded_for</c> or <c>header</c>: what the address was, or was not, found in.</param>
/// <param name="Chain">What was seen: the header's items from left to right, then the connection's peer.</param>
internal sealed record ClientAddress(Address Address, string DerivedFrom, IReadOnlyList<string> Chain);
