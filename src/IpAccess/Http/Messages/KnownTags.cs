using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace IpAccess.Http.Messages;

/// <summary>What a caller has already, as <c>If-None-Match</c> tells (RFC 9110, section 13.1.2).</summary>
internal static class KnownTags
{
    /// <summary>
    /// Whether the caller has what is there: its tag is among his, weak or strong, or he named <c>*</c>. A header that can not be
    /// read tells nothing.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="etag">The tag of what is there, in quotes.</param>
    public static bool Include(HttpRequest request, string etag)
    {
        var current = new EntityTagHeaderValue(etag);
        return EntityTagHeaderValue.TryParseStrictList([.. request.Headers.IfNoneMatch!], out var known)
            && known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
    }
}
