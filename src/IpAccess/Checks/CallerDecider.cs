using IpAccess.Networks;
using IpAccess.Storage.Caching;

namespace IpAccess.Checks;

/// <summary>What a list says of a caller of this service itself.</summary>
/// <param name="IsLetIn">Whether it lets the caller in.</param>
/// <param name="IsManaged">Whether the account is managed only by those whom it lets in.</param>
/// <param name="Freshness">How far this can be trusted; nothing of it where that is expired.</param>
internal sealed record CallerDecision(bool IsLetIn, bool IsManaged, Freshness Freshness);

/// <summary>Decides on callers of this service itself, who come in on no surface in particular.</summary>
internal sealed class CallerDecider(DecisionCache cache, TimeProvider clock)
{
    /// <summary>What the list of an account says of a caller; null where there is no such account.</summary>
    /// <param name="client">The caller's own address. An unknown one is in no list, not even in an empty one.</param>
    /// <param name="cancellationToken">Stops the waiting for storage.</param>
    public async ValueTask<CallerDecision?> DecideAsync(string account, Address client, CancellationToken cancellationToken)
    {
        if (await cache.GetAsync(account, cancellationToken) is not { } state)
        {
            return null;
        }

        var isLetIn = state.Value.Decide(client, surface: null, clock.GetUtcNow().ToUnixTimeSeconds()).Allowed;
        return new(isLetIn, state.Value.Settings.ProtectManagement, state.Freshness);
    }
}
