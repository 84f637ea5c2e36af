using IpAccess.AspNetCore.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says for endpoints, and for groups of them, who may reach them.</summary>
public static class IpAccessEndpointConventionBuilderExtensions
{
    /// <summary>
    /// The name in the metadata of a route of YARP by which <see cref="WithIpAccess"/> takes its surface. There is no colon in it, which would
    /// make two names of it in a configuration.
    /// </summary>
    public const string SurfaceName = "IpAccess.Surface";

    /// <summary>The name by which it lets everybody in, where the value is <c>true</c>.</summary>
    public const string ExemptName = "IpAccess.Exempt";

    /// <summary>Only those may reach them whom the list lets in on this surface, also where <c>UseIpAccess</c> was not called.</summary>
    /// <param name="surface">1–64 of <c>[A-Za-z0-9._-]</c>; null for that of the options.</param>
    /// <exception cref="ArgumentException">That can not be the name of a surface.</exception>
    public static TBuilder RequireIpAccess<TBuilder>(this TBuilder builder, string? surface = null)
        where TBuilder : IEndpointConventionBuilder
    {
        var said = new AccessMetadata(surface is null ? null : Surfaces.Checked(surface), IsExempt: false);
        builder.Add(endpoint =>
        {
            endpoint.Metadata.Add(said);
            if (endpoint.RequestDelegate is { } next)
            {
                endpoint.RequestDelegate = context => Guard.InvokeAsync(
                    context,
                    context.GetEndpoint().NearestAccess() ?? said,
                    next,
                    context.RequestServices.GetRequiredService<Enforcement>());
            }
        });
        return builder;
    }

    /// <summary>Everybody may reach them. Where the app calls <c>UseRouting</c> itself, <c>UseIpAccess</c> must come behind it for that.</summary>
    public static TBuilder ExemptFromIpAccess<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new AccessMetadata(Surface: null, IsExempt: true)));
        return builder;
    }

    /// <summary>
    /// As the metadata of a route of YARP says: <c>app.MapReverseProxy().ConfigureEndpoints((endpoint, route) =&gt;
    /// endpoint.WithIpAccess(route.Metadata))</c>.
    /// </summary>
    /// <param name="metadata">The metadata of the route; null for none.</param>
    /// <exception cref="ArgumentException">A surface there can not be the name of one.</exception>
    public static TBuilder WithIpAccess<TBuilder>(this TBuilder builder, IReadOnlyDictionary<string, string>? metadata)
        where TBuilder : IEndpointConventionBuilder
    {
        if (metadata?.GetValueOrDefault(SurfaceName) is { } surface)
        {
            return builder.RequireIpAccess(surface);
        }

        return string.Equals(metadata?.GetValueOrDefault(ExemptName), bool.TrueString, StringComparison.OrdinalIgnoreCase)
            ? builder.ExemptFromIpAccess()
            : builder.RequireIpAccess();
    }
}
