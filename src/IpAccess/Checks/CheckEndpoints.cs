using IpAccess.Http;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Checks;

/// <summary>Whether addresses may come in (docs/checking.md, "Asking").</summary>
public sealed class CheckEndpoints
{
    private static readonly Input<CheckRequest> Query = Input.Query(
        CheckRequest.Parameters, (_, query) => CheckRequest.ReadQuery(query));

    private static readonly Input<CheckRequest> Body = Input.Json(CheckRequest.ReadBody);
    private readonly Gate gate;
    private readonly Decider decider;
    private readonly IAttemptLog attempts;

    internal CheckEndpoints(Gate gate, Decider decider, IAttemptLog attempts) =>
        (this.gate, this.decider, this.attempts) = (gate, decider, attempts);

    /// <summary><c>GET /v1/check</c>: one question, which leaves no trace.</summary>
    public Task<IResult> CheckAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.CheckAsync(request, Query, (caller, asked) => DecideAsync(request, caller, asked, cancellationToken), cancellationToken);

    /// <summary>
    /// <c>POST /v1/check</c>: one question, or up to 1,000 at once. Each is an attempt to come in, and recorded as such unless
    /// it says otherwise.
    /// </summary>
    public Task<IResult> PostCheckAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.CheckAsync(request, Body, (caller, asked) => DecideAsync(request, caller, asked, cancellationToken), cancellationToken);

    private async Task<IResult> DecideAsync(
        HttpRequest request, Caller caller, CheckRequest asked, CancellationToken cancellationToken)
    {
        var (decisions, refusal) = await decider.DecideAsync(caller, asked.Questions, asked.LeastVersion, cancellationToken);
        if (decisions is null)
        {
            return Answer.From(request, refusal!);
        }

        foreach (var (question, decision) in asked.Questions.Zip(decisions.All).Where(pair => pair.First.IsRecorded))
        {
            attempts.Record(caller.Account, question, decision, decisions.At);
        }

        var answers = asked.Questions.Zip(decisions.All, (question, decision) =>
            CheckView.Of(question.Client, decision, decisions.Version, decisions.IsStale));
        return asked.IsBatch ? Answer.Json(new { Results = answers }) : Answer.Json(answers.Single());
    }
}
