using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Http;
using IpAccess.Storage;
using IpAccess.Storage.Caching;
using IpAccess.Telemetry;
using Microsoft.Extensions.Logging;

namespace IpAccess.Checks;

/// <summary>The decisions on a caller's questions, in their order.</summary>
/// <param name="All">One for each question, in the order of the questions.</param>
/// <param name="Version">The version of the list that they follow from.</param>
/// <param name="IsStale">Whether that may be older than promised, because storage is away.</param>
/// <param name="At">When they were made, in Unix seconds.</param>
internal sealed record DecidedQuestions(IReadOnlyList<Decision> All, long Version, bool IsStale, long At);

/// <summary>Decides for a caller, from memory as far as that may be trusted.</summary>
internal sealed partial class Decider(DecisionCache cache, TimeProvider clock, DecisionMeter meter, ILogger<Decider> logger)
{
    private readonly OutageLog letIn = new(
        clock,
        account => Log.LetsInUnchecked(logger, account),
        (count, account) => Log.LetInUnchecked(logger, count, OutageLog.Period.TotalSeconds, account),
        () => Log.ChecksAgain(logger));

    /// <summary>The decisions on these questions, or why there are none.</summary>
    public Task<(DecidedQuestions? Decisions, Refusal? Refusal)> DecideAsync(
        Caller caller, IReadOnlyList<Question> questions, CancellationToken cancellationToken) =>
        DecideAsync(caller, questions, leastVersion: null, cancellationToken);

    /// <summary>As the other one, from a list that has a version at least; null for whichever it has.</summary>
    public async Task<(DecidedQuestions? Decisions, Refusal? Refusal)> DecideAsync(
        Caller caller, IReadOnlyList<Question> questions, long? leastVersion, CancellationToken cancellationToken)
    {
        using var span = DecisionSpan.Start();
        var start = clock.GetTimestamp();
        try
        {
            var (decisions, refusal) = await TryDecideAsync(caller, questions, leastVersion, cancellationToken);
            span?.Tell(decisions, refusal);
            return (decisions, refusal);
        }
        catch (Exception exception)
        {
            span?.Fail(exception);
            throw;
        }
        finally
        {
            meter.Took(clock.GetElapsedTime(start));
        }
    }

    private async Task<(DecidedQuestions? Decisions, Refusal? Refusal)> TryDecideAsync(
        Caller caller, IReadOnlyList<Question> questions, long? leastVersion, CancellationToken cancellationToken)
    {
        var found = leastVersion is { } least
            ? await cache.GetAsync(caller.Account, least, cancellationToken)
            : await cache.GetAsync(caller.Account, cancellationToken);
        if (found is not { } state)
        {
            return (null, Refusal.NoAccount);
        }

        var worst = (Freshness)Math.Max((int)state.Freshness, (int)caller.Freshness);
        if (worst == Freshness.Expired && state.Value.Settings.OnFailure == FailurePolicy.Deny)
        {
            return (null, Refusal.Unknown);
        }

        if (worst != Freshness.Expired && state.Value.Newest < leastVersion)
        {
            return (null, state.Freshness == Freshness.Fresh ? Refusal.NoVersion(leastVersion.Value, state.Value.Newest) : Refusal.Unknown);
        }

        if (worst == Freshness.Expired)
        {
            letIn.Tell(caller.Account, questions.Count);
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var all = questions.Select(question => Decide(state.Value, question, worst, now)).ToArray();
        meter.Count(all, state.Age);
        return (new(all, state.Value.Version, worst != Freshness.Fresh, now), null);
    }

    private static Decision Decide(DecisionState state, Question question, Freshness freshness, long now) =>
        freshness == Freshness.Expired
            ? new(true, Reason.Failure, null)
            : state.Decide(question.Client, question.Surface, now);

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Error, "Storage is away for too long: account {Account} lets clients in unchecked")]
        public static partial void LetsInUnchecked(ILogger logger, string account);

        [LoggerMessage(67, LogLevel.Error, "{Count} more clients were let in unchecked within {Seconds} s, the last by account {Account}")]
        public static partial void LetInUnchecked(ILogger logger, long count, double seconds, string account);

        [LoggerMessage(68, LogLevel.Information, "No account lets clients in unchecked any more")]
        public static partial void ChecksAgain(ILogger logger);
    }
}
