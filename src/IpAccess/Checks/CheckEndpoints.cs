using IpAccess.Allowlists;
using IpAccess.Http;
using IpAccess.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpAccess.Checks;

/// <summary>Whether addresses may come in (contract section 5, "Asking").</summary>
public sealed partial class CheckEndpoints
{
    private readonly Gate gate;
    private readonly DecisionCache cache;
    private readonly TimeProvider clock;
    private readonly ILogger logger;

    internal CheckEndpoints(Gate gate, DecisionCache cache, TimeProvider clock, ILogger<CheckEndpoints> logger) =>
        (this.gate, this.cache, this.clock, this.logger) = (gate, cache, clock, logger);

    /// <summary><c>GET /v1/check</c>: one question, which leaves no trace.</summary>
    public Task<IResult> CheckAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.CheckAsync(request, Scope.Check, async caller =>
        {
            var faults = new Faults();
            var question = CheckRequest.ReadQuery(request, faults);
            return faults.Any
                ? Answer.From(request, faults.ToProblem())
                : await DecideAsync(request, caller, new([question], IsBatch: false), cancellationToken);
        }, cancellationToken);

    /// <summary><c>POST /v1/check</c>: one question, or up to 1,000 at once.</summary>
    public Task<IResult> PostCheckAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.CheckAsync(request, Scope.Check, async caller =>
        {
            var (asked, problem) = await JsonBody.ReadAsync(request, CheckRequest.ReadBody, cancellationToken);
            return asked is null
                ? Answer.From(request, problem!)
                : await DecideAsync(request, caller, asked, cancellationToken);
        }, cancellationToken);

    private async Task<IResult> DecideAsync(
        HttpRequest request, Caller caller, CheckRequest asked, CancellationToken cancellationToken)
    {
        if (await cache.GetAsync(caller.Account, cancellationToken) is not { } state)
        {
            return Answer.From(request, Problems.Unauthorized);
        }

        var worst = (Freshness)Math.Max((int)state.Freshness, (int)caller.Freshness);
        if (worst == Freshness.Expired && state.Value.Settings.OnFailure == FailurePolicy.Deny)
        {
            return Answer.From(request, Problems.StorageUnavailable);
        }

        if (worst == Freshness.Expired)
        {
            Log.LetInUnchecked(logger, caller.Account, asked.Questions.Count, caller.RequestId);
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var answers = asked.Questions.Select(question => CheckView.Of(
            question.Client, Decide(state.Value, question, worst, now), state.Value.Version, worst != Freshness.Fresh));
        return asked.IsBatch ? Answer.Json(new { Results = answers }) : Answer.Json(answers.Single());
    }

    private static Decision Decide(DecisionState state, Question question, Freshness freshness, long now) =>
        freshness == Freshness.Expired
            ? new(true, Reason.Failure, null)
            : Decision.For(state.Settings, state.Index, question.Client, question.Surface, now);

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Error, "Storage is away for over a minute: account {Account} lets {Count} in unchecked (request {RequestId})")]
        public static partial void LetInUnchecked(ILogger logger, string account, int count, string requestId);
    }
}
