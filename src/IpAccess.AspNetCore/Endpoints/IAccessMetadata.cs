using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace IpAccess.AspNetCore.Endpoints;

/// <summary>What an endpoint says of who may reach it. Of several, the one nearest to the endpoint counts.</summary>
internal interface IAccessMetadata
{
    /// <summary>The surface; null for that of the options.</summary>
    string? Surface { get; }

    /// <summary>Whether everybody may.</summary>
    bool IsExempt { get; }
}

/// <inheritdoc cref="IAccessMetadata"/>
internal sealed record AccessMetadata(string? Surface, bool IsExempt) : IAccessMetadata;

/// <summary>What of several counts.</summary>
internal static class NearestAccessMetadata
{
    /// <summary>
    /// What is nearest to an endpoint; null for nothing. It is the last that was said, but of controllers and pages an attribute: what is said
    /// of all of them at once, where they are mapped, comes behind theirs.
    /// </summary>
    public static IAccessMetadata? NearestAccess(this Endpoint? endpoint) => endpoint?.Metadata is not { } metadata ? null
        : metadata.GetMetadata<ActionDescriptor>() is not null && metadata.GetMetadata<IpAccessAttribute>() is { } attribute ? attribute
        : metadata.GetMetadata<IAccessMetadata>();
}
