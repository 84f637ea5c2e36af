using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace IpAccess.Http.Messages;

/// <summary>What a request's <c>Accept</c> says of a media type that is offered beside JSON (RFC 9110, section 12.5.1).</summary>
internal static class AcceptedType
{
    // How exactly a range names a type: not at all, its first half, or the whole of it.
    private const int Whole = 2;

    private static readonly MediaTypeHeaderValue Json = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");

    /// <summary>
    /// Whether the request would rather have this type than JSON. Where it likes both the same, it has to name this one more
    /// exactly: JSON is what is given to anyone who does not ask, and to those who ask for neither.
    /// </summary>
    public static bool IsPreferred(HttpRequest request, MediaTypeHeaderValue type) =>
        MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept!], out var ranges)
        && Wish(ranges, type).CompareTo(Wish(ranges, Json)) > 0;

    // Of the ranges that hold the type, the most exact one counts, whatever the others say.
    private static (double Quality, int Exactness) Wish(IList<MediaTypeHeaderValue> ranges, MediaTypeHeaderValue type)
    {
        var range = ranges.Where(type.IsSubsetOf).MaxBy(Exactness);
        var quality = range is null ? 0 : range.Quality ?? 1;
        return quality > 0 ? (quality, Math.Min(Exactness(range!), Whole)) : default;
    }

    private static int Exactness(MediaTypeHeaderValue range) =>
        range.MatchesAllTypes ? 0
        : range.MatchesAllSubTypes ? 1
        : Whole + range.Parameters.Count(parameter => !parameter.Name.Equals("q", StringComparison.OrdinalIgnoreCase));
}
