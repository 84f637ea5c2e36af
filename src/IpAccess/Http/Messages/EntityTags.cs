using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace IpAccess.Http.Messages;

/// <summary>What a reader has already.</summary>
internal static class EntityTags
{
    /// <summary>
    /// Whether a request names this tag in <c>If-None-Match</c>, so that its answer is 304 (RFC 9110, section 13.1.2). Weak tags count, as a proxy
    /// that compresses makes them; a header that is none is as if it were not there.
    /// </summary>
    public static bool AreKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList([.. request.Headers.IfNoneMatch!], out var known)
        && known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false));
}
