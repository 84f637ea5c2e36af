using IpAccess.Http;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Attempts;

/// <summary>Who tried to come in (docs/attempts.md, "What is recorded").</summary>
public sealed class AttemptEndpoints
{
    private readonly Gate gate;
    private readonly AttemptStore attempts;
    private readonly Locations locations;

    internal AttemptEndpoints(Gate gate, AttemptStore attempts, Locations locations) =>
        (this.gate, this.attempts, this.locations) = (gate, attempts, locations);

    /// <summary><c>GET /v1/attempts</c>: one entry for each address, surface and method, newest first.</summary>
    public Task<IResult> ListAttemptsAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AttemptsRead, AttemptFilter.Parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var filter = AttemptFilter.Read(query, caller.Account);
            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            var rows = attempts.ReadAsync(caller.Account, filter.Since, filter.After, filter.Wanted, cancellationToken);
            var (found, next) = await filter.SelectAsync(rows, cancellationToken);
            return Answer.Json(new
            {
                Attempts = found.Select(attempt => AttemptView.Of(attempt, locations.Of(attempt.Key.Client))),
                NextCursor = next is null ? null : Cursor.Write(AttemptRoutes.Attempts, caller.Account, next),
            });
        }, cancellationToken);
}
