using IpAccess.Attempts;
using IpAccess.Http;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Compatibility.SendGrid;

/// <summary>
/// Who tried to come in, as SendGrid's API v3 has it (docs/vendors.md;
/// https://www.twilio.com/docs/sendgrid/api-reference/ip-access-management/retrieve-all-recent-access-attempts).
/// </summary>
public sealed class ActivityEndpoints
{
    // As SendGrid's reference says.
    private const int DefaultLimit = 20;

    private static readonly string[] Parameters = ["limit"];
    private readonly Gate gate;
    private readonly AttemptStore attempts;
    private readonly Locations locations;

    internal ActivityEndpoints(Gate gate, AttemptStore attempts, Locations locations) =>
        (this.gate, this.attempts, this.locations) = (gate, attempts, locations);

    /// <summary><c>GET /v3/access_settings/activity</c>: the newest, 20 or <c>limit</c> of them.</summary>
    public Task<IResult> ListActivityAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AttemptsRead, Parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var limit = query.Limit(DefaultLimit);
            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            var newest = await attempts.ReadAsync(caller.Account, since: null, after: null, limit, cancellationToken)
                .Take(limit)
                .Select(AttemptRows.Read)
                .ToListAsync(cancellationToken);
            return Answer.Json(new { Result = newest.Select(attempt => ActivityEntry.Of(attempt, locations.Of(attempt.Key.Client))) });
        }, cancellationToken);
}
