using IpAccess.AspNetCore.Endpoints;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Lets in by the list of an IpAccess service.</summary>
public static class IpAccessApplicationBuilderExtensions
{
    /// <summary>
    /// From here on only those come through whom the list lets in. It goes behind <c>UseForwardedHeaders</c>, which knows who asks
    /// where a proxy stands before the app; behind <c>UseRouting</c> where the app calls that; and behind <c>UseAuthentication</c>
    /// where the list learns or trusts by itself.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>AddIpAccess</c> was not called.</exception>
    public static IApplicationBuilder UseIpAccess(this IApplicationBuilder app) =>
        app.ApplicationServices.GetService<Enforcement>() is { } enforcement
            ? app.UseMiddleware<IpAccessMiddleware>(enforcement)
            : throw new InvalidOperationException("Call builder.Services.AddIpAccess() before app.UseIpAccess().");
}
