using IpAccess.Allowlists;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Storage.Caching;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Checks;

/// <summary>How the service sees its caller (docs/accounts.md, "The caller's own address").</summary>
public sealed class ClientAddressEndpoints
{
    private readonly Gate gate;
    private readonly CallerDecider decider;

    internal ClientAddressEndpoints(Gate gate, CallerDecider decider) => (this.gate, this.decider) = (gate, decider);

    /// <summary><c>GET /v1/client-address</c>: the caller's own address, for any key and from any address.</summary>
    public Task<IResult> GetClientAddressAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.None, async caller =>
        {
            var client = caller.Client;
            return await decider.DecideAsync(caller.Account, client.Address, cancellationToken) switch
            {
                null => Answer.From(request, Problems.Unauthorized),
                { Freshness: Freshness.Expired } => Answer.From(request, Problems.StorageUnavailable),
                var decision => Answer.Json(new
                {
                    Address = client.Address.IsNone ? null : client.Address.ToString(),
                    client.DerivedFrom,
                    client.Chain,
                    Allowed = decision.IsLetIn,
                    Warnings = Warnings(client.Address.IsNone, decision.Freshness),
                }),
            };
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
