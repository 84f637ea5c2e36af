using IpAccess.AspNetCore.Endpoints;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.SignalR;

namespace IpAccess.AspNetCore;

/// <summary>What a policy asks for: that the list lets the client in on a surface.</summary>
public sealed class IpAccessRequirement : IAuthorizationRequirement
{
    /// <summary>On this surface; on that of the options where it is null.</summary>
    /// <param name="surface">1–64 of <c>[A-Za-z0-9._-]</c>, or null.</param>
    /// <exception cref="ArgumentException">That can not be the name of a surface.</exception>
    public IpAccessRequirement(string? surface = null) => Surface = surface is null ? null : Surfaces.Checked(surface);

    /// <summary>The surface; null for that of the options.</summary>
    public string? Surface { get; }
}

/// <summary>Meets the requirement where the list lets the client in.</summary>
internal sealed class IpAccessRequirementHandler(Enforcement enforcement) : AuthorizationHandler<IpAccessRequirement>
{
    /// <inheritdoc/>
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, IpAccessRequirement requirement)
    {
        // A connection to a hub lasts, and who came in by it may have been taken off the list: each of its calls is decided.
        var isLasting = context.Resource is HubInvocationContext;
        if (RequestOf(context.Resource) is { } http && await enforcement.IsLetInAsync(http, requirement.Surface, isLasting))
        {
            context.Succeed(requirement);
        }
        else
        {
            context.Fail(new AuthorizationFailureReason(this, "The list of addresses does not let the client in."));
        }
    }

    // Of whatever else is protected, nobody knows who asks.
    private static HttpContext? RequestOf(object? resource) => resource switch
    {
        HttpContext http => http,
        FilterContext filter => filter.HttpContext,
        HubInvocationContext hub => hub.Context.GetHttpContext(),
        _ => null,
    };
}
