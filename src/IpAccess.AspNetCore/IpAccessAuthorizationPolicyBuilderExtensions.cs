using IpAccess.AspNetCore;

namespace Microsoft.AspNetCore.Authorization;

/// <summary>Puts the list of an IpAccess service into policies.</summary>
public static class IpAccessAuthorizationPolicyBuilderExtensions
{
    /// <summary>Asks that the list lets the client in on a surface.</summary>
    /// <param name="surface">1–64 of <c>[A-Za-z0-9._-]</c>; null for that of the options.</param>
    /// <exception cref="ArgumentException">That can not be the name of a surface.</exception>
    public static AuthorizationPolicyBuilder RequireIpAccess(this AuthorizationPolicyBuilder policy, string? surface = null) =>
        policy.AddRequirements(new IpAccessRequirement(surface));
}
