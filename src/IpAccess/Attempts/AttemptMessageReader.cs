using System.Text.Json;
using IpAccess.Checks;
using IpAccess.Storage.Caching;
using IpAccess.Text;

namespace IpAccess.Attempts;

/// <summary>Finds out what a queue's message says: which attempts, and whether they were let in.</summary>
internal sealed class AttemptMessageReader(DecisionCache cache, TimeProvider clock)
{
    private const int MostFaultsTold = 10;

    /// <summary>Reads a message; or says why it can never be valid.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="sentAt">When storage got it; null where that is not known.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="TimeoutException">The account's list has not been read for too long.</exception>
    public async Task<(AttemptMessage? Message, string? Fault)> ReadAsync(
        string text, DateTimeOffset? sentAt, CancellationToken cancellationToken)
    {
        var (message, fault) = Parse(text, TimeBounds.OfMessage(clock.GetUtcNow(), sentAt));
        if (message is null)
        {
            return (null, fault);
        }

        if (await cache.GetAsync(message.Account, cancellationToken) is not { } state)
        {
            return (null, $"unknown_account: there is no account {message.Account}.");
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return state.Freshness == Freshness.Expired
            ? throw new TimeoutException($"The list of {message.Account} can not be read.")
            : (message with { Attempts = [.. message.Attempts.Select(attempt => Decide(attempt, state.Value, now))] }, null);
    }

    private static (AttemptMessage? Message, string? Fault) Parse(string text, TimeBounds bounds)
    {
        var (json, fault) = MessageText.Decode(text);
        if (json is null)
        {
            return (null, fault + MessageLook.Of(text));
        }

        var faults = new Faults();
        using var document = JsonText.Parse(json, faults);
        var message = document is null ? null : AttemptMessage.Read(document.RootElement, bounds, faults);
        var isObject = document?.RootElement.ValueKind == JsonValueKind.Object;
        return faults.Any ? (null, Tell(faults) + (isObject ? string.Empty : MessageLook.Of(text))) : (message, null);
    }

    private static string Tell(Faults faults) => string.Join("; ", faults.Told
        .Take(MostFaultsTold)
        .Select(fault => $"{fault.Code}{(fault.At.Length > 0 ? $" at {fault.At}" : string.Empty)}: {fault.Message}"));

    private static Attempt Decide(Attempt attempt, DecisionState state, long now)
    {
        if (attempt.Allowed is not null)
        {
            return attempt;
        }

        var decision = state.Decide(attempt.Key.Client, attempt.Key.Surface, now);
        return attempt with { Allowed = decision.Allowed, RuleId = decision.Rule?.Id };
    }
}
