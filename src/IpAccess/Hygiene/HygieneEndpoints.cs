using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Hygiene;

/// <summary>What could be tidied up in a list (docs/allowlist.md, "Hygiene").</summary>
public sealed class HygieneEndpoints
{
    private readonly Gate gate;
    private readonly AllowlistStore store;
    private readonly TimeProvider clock;

    internal HygieneEndpoints(Gate gate, AllowlistStore store, TimeProvider clock) =>
        (this.gate, this.store, this.clock) = (gate, store, clock);

    /// <summary>
    /// <c>GET /v1/allowlist/hygiene</c>: rules without an effect, rules that let in very many, and the smallest list that lets
    /// in the same addresses.
    /// </summary>
    public Task<IResult> GetHygieneAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, async caller =>
        {
            if (await store.SettleAsync(caller.Account, cancellationToken) is not { } list)
            {
                return Answer.From(request, Problems.NotFound);
            }

            var rules = await list.ReadAllAsync(cancellationToken);
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            return Answer.Json(request, list.Version, HygieneView.Of(list.Version, rules, now));
        }, cancellationToken);
}
