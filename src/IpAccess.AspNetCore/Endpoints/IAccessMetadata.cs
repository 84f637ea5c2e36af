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
