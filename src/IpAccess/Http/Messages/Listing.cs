namespace IpAccess.Http.Messages;

/// <summary>One page of a listing.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="NextCursor">Where the next page starts; null on the last one.</param>
internal sealed record Listing<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Makes the pages of listings.</summary>
internal static class Listing
{
    /// <summary>The page of <paramref name="limit"/> items, of which one more was read to see whether another page follows.</summary>
    public static Listing<T> Of<T>(List<T> read, int limit, Func<T, string> cursorAfter) => read.Count > limit
        ? new(read[..limit], cursorAfter(read[limit - 1]))
        : new(read, null);
}
