using IpAccess.Checks;
using IpAccess.Http;
using IpAccess.Storage;

namespace IpAccess.Attempts;

/// <summary>Finds out what a queue's message says: which attempts, and whether they were let in.</summary>
internal sealed class AttemptMessageReader(DecisionCache cache, TimeProvider clock)
{
    private const int MostFaultsTold = 10;

    /// <summary>Reads a message; or says why it can never be valid.</summary>
    /// <exception cref="TimeoutException">The account's list has not been read for too long.</exception>
    public async Task<(AttemptMessage? Message, string? Fault)> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var (message, fault) = Parse(text, now);
        if (message is null)
        {
            return (null, fault);
        }

        if (await cache.GetAsync(message.Account, cancellationToken) is not { } state)
        {
            return (null, $"unknown_account: there is no account {message.Account}.");
        }

        return state.Freshness == Freshness.Expired
            ? throw new TimeoutException($"The list of {message.Account} can not be read.")
            : (message with { Attempts = [.. message.Attempts.Select(attempt => Decide(attempt, state.Value, now))] }, null);
    }

    private static (AttemptMessage? Message, string? Fault) Parse(string text, long now)
    {
        var (json, fault) = MessageText.Decode(text);
        if (json is null)
        {
            return (null, fault);
        }

        var faults = new Faults();
        using var document = BodyReader.Parse(Body.Of("application/json", json), faults);
        var message = document is null ? null : AttemptMessage.Read(document.RootElement, now, faults);
        return faults.Any ? (null, Tell(faults)) : (message, null);
    }

    private static string Tell(Faults faults) => string.Join("; ", faults.ToProblem().Errors
        .Take(MostFaultsTold)
        .Select(fault => $"{fault.Code}{(fault.At.Length > 0 ? $" at {fault.At}" : string.Empty)}: {fault.Message}"));

    private static Attempt Decide(Attempt attempt, DecisionState state, long now)
    {
        if (attempt.Allowed is not null)
        {
            return attempt;
        }

        var decision = Decision.For(state.Settings, state.Index, attempt.Key.Client, attempt.Key.Surface, now);
        return attempt with { Allowed = decision.Allowed, RuleId = decision.Rule?.Id };
    }
}
