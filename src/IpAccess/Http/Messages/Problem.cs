using IpAccess.Text;
using Microsoft.Extensions.Primitives;

namespace IpAccess.Http.Messages;

/// <summary>An answer that is not what was asked for (RFC 9457). A value, not an exception: it is expected.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Slug">The last part of the problem's type.</param>
/// <param name="Title">The problem's name, the same for every occurrence.</param>
/// <param name="Detail">What happened this time.</param>
internal sealed record Problem(int Status, string Slug, string Title, string Detail)
{
    /// <summary>The faults of the request, at most 100.</summary>
    public IReadOnlyList<Fault> Errors { get; init; } = [];

    /// <summary>The caller's own address, where the problem is about it; <see cref="string.Empty"/> where that is unknown.</summary>
    public string? YourAddress { get; init; }

    /// <summary>A header that belongs to the problem, and its values.</summary>
    public (string Name, StringValues Values)? Header { get; init; }
}
