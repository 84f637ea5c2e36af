using IpAccess.Allowlists;
using IpAccess.Http;
using IpAccess.Storage;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Checks;

/// <summary>How the service sees its caller (contract section 2).</summary>
public sealed class ClientAddressEndpoints
{
    private readonly Gate gate;
    private readonly DecisionCache cache;
    private readonly TimeProvider clock;

    internal ClientAddressEndpoints(Gate gate, DecisionCache cache, TimeProvider clock) =>
        (this.gate, this.cache, this.clock) = (gate, cache, clock);

    /// <summary><c>GET /v1/client-address</c>: the caller's own address, for any key.</summary>
    public Task<IResult> GetClientAddressAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.None, async caller =>
        {
            if (await cache.GetAsync(caller.Account, cancellationToken) is not { } state)
            {
                return Answer.From(request, Problems.Unauthorized);
            }

            if (state.Freshness == Freshness.Expired)
            {
                return Answer.From(request, Problems.StorageUnavailable);
            }

            var client = caller.Client;
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            var decision = Decision.For(state.Value.Settings, state.Value.Index, client.Address, surface: null, now);
            return Answer.Json(new
            {
                Address = client.Address.IsNone ? null : client.Address.ToString(),
                client.DerivedFrom,
                client.Chain,
                Allowed = decision.Allowed && !client.Address.IsNone,
                Warnings = Warnings(client.Address.IsNone, state.Freshness),
            });
        }, cancellationToken);

    private static IEnumerable<Warning> Warnings(bool isUnknown, Freshness freshness)
    {
        if (isUnknown)
        {
            yield return Warning.UnknownAddress;
        }

        if (freshness == Freshness.Stale)
        {
            yield return new("stale", "Storage is away: this is what the list said at most a minute ago.");
        }
    }
}
