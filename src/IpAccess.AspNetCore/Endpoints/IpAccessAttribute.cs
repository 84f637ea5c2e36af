using IpAccess.AspNetCore.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.AspNetCore;

/// <summary>Lets a controller or an action be reached only by those whom the list lets in, also where <c>UseIpAccess</c> was not called.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class IpAccessAttribute : Attribute, IAccessMetadata, IAsyncAuthorizationFilter
{
    /// <summary>On the surface of the options.</summary>
    public IpAccessAttribute()
    {
    }

    /// <summary>On this surface: 1–64 of <c>[A-Za-z0-9._-]</c>.</summary>
    /// <exception cref="ArgumentException">That can not be the name of a surface.</exception>
    public IpAccessAttribute(string surface) => Surface = Surfaces.Checked(surface);

    /// <summary>The surface; null for that of the options.</summary>
    public string? Surface { get; }

    /// <inheritdoc/>
    bool IAccessMetadata.IsExempt => false;

    /// <inheritdoc/>
    async Task IAsyncAuthorizationFilter.OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        var nearest = http.GetEndpoint().NearestAccess() ?? this;
        if (!await http.RequestServices.GetRequiredService<Enforcement>().EnforceAsync(http, nearest))
        {
            context.Result = new EmptyResult();
        }
    }
}
