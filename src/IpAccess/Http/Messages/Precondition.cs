using System.Globalization;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace IpAccess.Http.Messages;

/// <summary>The <c>If-Match</c> of a write (RFC 9110, section 13.1.1), against versions as ETags.</summary>
internal sealed class Precondition
{
    private readonly IReadOnlyList<EntityTagHeaderValue>? tags;

    private Precondition(IReadOnlyList<EntityTagHeaderValue>? tags) => this.tags = tags;

    /// <summary>Whether the request has no <c>If-Match</c>.</summary>
    public bool IsAbsent => tags is null;

    /// <summary>Reads the header; one that is no list of ETags becomes a fault.</summary>
    public static Precondition Read(HttpRequest request, Faults faults)
    {
        var header = request.Headers.IfMatch;
        if (StringValues.IsNullOrEmpty(header))
        {
            return new(tags: null);
        }

        if (EntityTagHeaderValue.TryParseStrictList([.. header!], out var tags))
        {
            return new([.. tags]);
        }

        faults.Add("If-Match", header, "not_an_etag", "A list of ETags such as \"12\", or *, is needed here.");
        return new([]);
    }

    /// <summary>Why the write may not go on at this version; null where it may. Weak tags never match.</summary>
    public Problem? Refusal(long version)
    {
        var current = new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{version}\""));
        return tags is null || tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: true)) ? null
            : tags.Any(tag => tag.IsWeak) ? Problems.WeakPrecondition
            : Problems.PreconditionFailed;
    }
}
