namespace IpAccess.Http.Messages;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="At">Where: a JSON Pointer (RFC 6901), <c>line:column</c> from 1 for text (for CSV, <c>line:cell</c>), or the name of a query parameter or header.</param>
/// <param name="Value">What stands there, shortened; null where there is nothing to show.</param>
/// <param name="Code">What is wrong, for programs.</param>
/// <param name="Message">What is wrong, for people.</param>
internal sealed record Fault(string At, string? Value, string Code, string Message);

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

    /// <summary>A header that belongs to the problem, and its value.</summary>
    public (string Name, string Value)? Header { get; init; }
}
