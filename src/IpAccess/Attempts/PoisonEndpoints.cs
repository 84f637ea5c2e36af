using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Operators;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Attempts;

/// <summary>The messages that could not be processed, for the operator (docs/attempts.md, "Poison").</summary>
public sealed class PoisonEndpoints
{
    // The operator's listings belong to no account.
    private const string NoAccount = "";
    private readonly Gate gate;
    private readonly PoisonStore poison;

    private readonly OperatorLog log;

    internal PoisonEndpoints(Gate gate, PoisonStore poison, OperatorLog log) => (this.gate, this.poison, this.log) = (gate, poison, log);

    /// <summary><c>GET /v1/operator/poison</c>: the messages, each with its reason, and about how many wait in the queue.</summary>
    public Task<IResult> ListPoisonAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, QueryFields.Paged, async (_, query) =>
        {
            var faults = query.Faults;
            var limit = query.Limit();
            var after = Cursor.Read(query, AttemptRoutes.Poison, NoAccount, faults);
            if (after is not null && !after.All(char.IsAsciiHexDigitLower))
            {
                Cursor.Refuse(after, faults);
            }

            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            var count = await poison.CountAsync(cancellationToken);
            var found = await poison.ReadAsync(after, cancellationToken).Take(limit + 1).ToListAsync(cancellationToken);
            var page = Listing.Of(found, limit, last => Cursor.Write(AttemptRoutes.Poison, NoAccount, last.Id));
            return Answer.Json(new { Queued = count, Messages = page.Items.Select(PoisonView.Of), page.NextCursor });
        }, cancellationToken);

    /// <summary><c>POST /v1/operator/poison/replay</c>: puts up to 1,000 of them back to be tried again.</summary>
    public Task<IResult> ReplayPoisonAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, async caller =>
        {
            var replayed = await log.RecordAsync(
                caller.Actor, "poison_replayed", account: null, new { }, () => poison.ReplayAsync(cancellationToken), _ => true, cancellationToken);
            return Answer.Json(new { Replayed = replayed });
        }, cancellationToken);
}
