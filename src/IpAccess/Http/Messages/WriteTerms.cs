using System.Globalization;
using IpAccess.Allowlists;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace IpAccess.Http.Messages;

/// <summary>Reads on what terms a write to the list is asked for: the versions that it means, and for how long it may stay unconfirmed.</summary>
internal static class WriteTerms
{
    /// <summary>The query parameters of a write whose change can be made to undo itself.</summary>
    public static readonly string[] Parameters = [ConfirmWithin];

    private const string ConfirmWithin = "confirm_within";
    private const int MostMinutes = 60;

    /// <summary>Whether a request says which versions it means, be it well or ill.</summary>
    public static bool HasPrecondition(HttpRequest request) => !StringValues.IsNullOrEmpty(request.Headers.IfMatch);

    /// <summary>The terms of a request; what is wrong becomes a fault.</summary>
    public static EditTerms Read(HttpRequest request, QueryFields query) => new()
    {
        MinutesToConfirm = query.Number(ConfirmWithin, 1, MostMinutes),
        Precondition = ReadIfMatch(request.Headers.IfMatch, query.Faults),
    };

    // RFC 9110, section 13.1.1: versions are ETags, and compared strongly.
    private static Precondition ReadIfMatch(StringValues header, Faults faults)
    {
        if (StringValues.IsNullOrEmpty(header))
        {
            return Precondition.None;
        }

        if (!EntityTagHeaderValue.TryParseStrictList([.. header!], out var tags))
        {
            faults.Add("If-Match", header, "not_an_etag", "A list of ETags such as \"12\", or *, is needed here.");
            return Precondition.None;
        }

        return tags.Contains(EntityTagHeaderValue.Any)
            ? Precondition.None
            : new(tags.Where(tag => !tag.IsWeak).Select(VersionOf).OfType<long>().ToHashSet(), tags.Any(tag => tag.IsWeak));
    }

    private static long? VersionOf(EntityTagHeaderValue tag)
    {
        var text = tag.Tag.Subsegment(1, tag.Tag.Length - 2);
        return long.TryParse(text.AsSpan(), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && version.ToString(CultureInfo.InvariantCulture) == text
                ? version
                : null;
    }
}
