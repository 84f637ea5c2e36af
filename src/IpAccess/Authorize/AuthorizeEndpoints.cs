using IpAccess.Checks;
using IpAccess.Enforcers.Sightings;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Authorize;

/// <summary>Whether a proxy lets its client through (docs/checking.md, "Enforcing").</summary>
public sealed class AuthorizeEndpoints
{
    private const string Method = "http";
    private readonly Gate gate;
    private readonly Decider decider;
    private readonly IAttemptLog attempts;
    private readonly IEnforcerLog enforcers;
    private readonly BlockedResponse blocked;

    internal AuthorizeEndpoints(Gate gate, Decider decider, IAttemptLog attempts, IEnforcerLog enforcers, BlockedResponse blocked) =>
        (this.gate, this.decider, this.attempts, this.enforcers, this.blocked) = (gate, decider, attempts, enforcers, blocked);

    /// <summary>
    /// Any method on <c>/v1/authorize</c> and below: 200 lets the client in, anything else does not. All that steers the answer are the
    /// proxy's key and the address where that key says it stands; method, path, query, body and the other headers are the client's own.
    /// </summary>
    public Task<IResult> AuthorizeAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.EnforceAsync(request, caller => DecideAsync(request, caller, caller.Key!, cancellationToken), cancellationToken);

    private async Task<IResult> DecideAsync(HttpRequest request, Caller caller, KeyGrant key, CancellationToken cancellationToken)
    {
        var question = new Question
        {
            Client = key.ClientAddress.Read(request.Headers),
            Surface = key.Surface,
            Method = Method,
            UserAgent = request.Headers.UserAgent is { Count: > 0 } agent ? ClientText.Keep(agent.ToString(), ClientText.UserAgentCharacters) : null,
            IsRecorded = true,
        };
        var (decisions, refusal) = await decider.DecideAsync(caller, [question], cancellationToken);
        if (decisions is null)
        {
            return Answer.From(request, refusal!);
        }

        var decision = decisions.All[0];
        if (!question.Client.IsNone)
        {
            attempts.Record(caller.Account, question, decision, decisions.At);
        }

        enforcers.Seen(EnforcerSighting.OfProxy(caller, decisions.Version));
        DecisionHeaders.Tell(request.HttpContext.Response.Headers, question.Client, decision, decisions);
        return decision.Allowed ? Answer.Ok() : blocked.To(request, question.Client);
    }
}
