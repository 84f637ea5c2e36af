namespace IpAccess.Http;

/// <summary>Where the enforcing route finds the client's address.</summary>
/// <param name="TrustedHops">For <c>X-Forwarded-For</c>: the items from the right that are our own proxies'.</param>
internal sealed record ClientAddressSource(string Header, int TrustedHops)
{
    /// <summary>The header that the shipped proxy configurations send.</summary>
    public static ClientAddressSource Default { get; } = new("X-IpAccess-Client", 0);
}
