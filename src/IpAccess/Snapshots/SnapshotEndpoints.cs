using System.Globalization;
using IpAccess.Allowlists;
using IpAccess.Enforcers.Sightings;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Snapshots;

/// <summary>All that a decision needs (docs/snapshot.md).</summary>
public sealed class SnapshotEndpoints
{
    private static readonly Refusal TooLong = Refusal.Conflict(
        string.Create(CultureInfo.InvariantCulture, $"The list has more than the {SnapshotFormat.MostRules} rules of a snapshot. Ask with /v1/check instead."));

    private readonly Gate gate;
    private readonly SnapshotReader reader;
    private readonly PackedSnapshots packed;
    private readonly IEnforcerLog enforcers;

    internal SnapshotEndpoints(Gate gate, SnapshotReader reader, PackedSnapshots packed, IEnforcerLog enforcers) =>
        (this.gate, this.reader, this.packed, this.enforcers) = (gate, reader, packed, enforcers);

    /// <summary><c>GET /v1/snapshot</c>: the whole, or 304 where the caller has it already.</summary>
    public Task<IResult> GetSnapshotAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.Snapshot, caller => AnswerAsync(request, caller, cancellationToken), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken)
    {
        IResult? answer;
        do
        {
            // What changed while it waited to be packed is read anew.
            answer = await TryAnswerAsync(request, caller, cancellationToken);
        }
        while (answer is null);

        return answer;
    }

    private async Task<IResult?> TryAnswerAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (await reader.FindAsync(caller.Account, cancellationToken) is not { } source)
        {
            return Answer.From(request, Refusal.NoAccount);
        }

        enforcers.Seen(EnforcerSighting.OfApp(request, caller));
        if (source.IsTooLong)
        {
            return Answer.From(request, TooLong);
        }

        var identity = source.Identity();
        var etag = $"\"{identity}\"";
        var isKnown = KnownTags.Include(request, etag);
        var content = isKnown ? null : await packed.GetAsync(caller.Account, identity, () => source.PackAsync(identity), cancellationToken);
        if (!isKnown && content is null)
        {
            return null;
        }

        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "private, no-cache";
        headers.ETag = etag;
        headers[Answer.AsOfHeader] = TimeText.Of(source.AsOf.ToUnixTimeSeconds());
        headers[Answer.VersionHeader] = source.List.Version.ToString(CultureInfo.InvariantCulture);
        return content is null
            ? Answer.NotModified()
            : Answer.Bytes(SnapshotFormat.MediaType, SnapshotFormat.Envelope(source.AsOf.ToUnixTimeMilliseconds(), content), content);
    }
}
