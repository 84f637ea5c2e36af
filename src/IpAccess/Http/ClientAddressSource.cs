using IpAccess.Networks;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http;

/// <summary>Where the enforcing route finds the client's address.</summary>
/// <param name="TrustedHops">For <c>X-Forwarded-For</c>: the items from the right that are our own proxies'.</param>
internal sealed record ClientAddressSource(string Header, int TrustedHops)
{
    /// <summary>The header that the shipped proxy configurations send.</summary>
    public static ClientAddressSource Default { get; } = new("X-IpAccess-Client", 0);

    /// <summary>
    /// The client's address: the one item of the header, which must be there once; of <c>X-Forwarded-For</c>, which may have many in
    /// many lines, the one left of the trusted hops.
    /// </summary>
    /// <returns>The default value, which is in no network, where there is no such item or it is no address.</returns>
    public Address Read(IHeaderDictionary headers)
    {
        var items = ForwardedFor.Items(headers[Header]);
        var item = !Header.Equals(ForwardedFor.Header, StringComparison.OrdinalIgnoreCase) ? items is [var only] ? only : null
            : items.Count > TrustedHops ? items[^(TrustedHops + 1)]
            : null;
        return ForwardedFor.TryParseItem(item, out var address) ? address : default;
    }
}
