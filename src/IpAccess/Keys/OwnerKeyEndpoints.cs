using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Operators;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Keys;

/// <summary>How an operator gives an account to somebody again whose owners lost their keys (docs/accounts.md, "The operator").</summary>
public sealed class OwnerKeyEndpoints
{
    private const string DefaultLabel = "owner key from the operator";
    private readonly Gate gate;
    private readonly KeyStore keys;
    private readonly OperatorLog log;
    private readonly TimeProvider clock;

    internal OwnerKeyEndpoints(Gate gate, KeyStore keys, OperatorLog log, TimeProvider clock) =>
        (this.gate, this.keys, this.log, this.clock) = (gate, keys, log, clock);

    /// <summary><c>POST /v1/accounts/{account}/keys</c>: a new owner's key; its secret is in this answer only.</summary>
    public Task<IResult> CreateOwnerKeyAsync(HttpRequest request, string account, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, QueryFields.None, async (caller, query) =>
        {
            var (asked, problem) = await JsonBody.ReadOptionalAsync(request, OwnerKeyRequest.Read, query.Faults, cancellationToken);
            if (asked is null)
            {
                return Answer.From(request, problem!);
            }

            var text = KeyText.New(KeyText.NewId());
            var key = ApiKey.Owner(account, text, asked.Label ?? DefaultLabel, clock.GetUtcNow().ToUnixTimeSeconds());
            var refusal = await log.RecordAsync(
                caller.Actor,
                "key_created",
                account,
                new { Key = key.Id, key.Label },
                () => AddAsync(caller.Actor, key, cancellationToken),
                refused => refused is null,
                cancellationToken);
            return refusal is null
                ? Answer.Json(KeyView.Of(key, text), StatusCodes.Status201Created)
                : Answer.From(request, refusal);
        }, cancellationToken);

    // Whose the key is gets written first, and must be an account's.
    private async Task<Refusal?> AddAsync(Actor actor, ApiKey key, CancellationToken cancellationToken) =>
        AccountId.IsValid(key.Account) && await keys.HasAccountAsync(key.Account, cancellationToken)
            ? await keys.AddAsync(actor, key, cancellationToken)
            : Refusal.NotFound;

    /// <summary>What <c>POST /v1/accounts/{account}/keys</c> asks for.</summary>
    private sealed record OwnerKeyRequest(string? Label)
    {
        public static OwnerKeyRequest Read(JsonElement root, Faults faults) =>
            new(new JsonFields(root, string.Empty, faults, "label").Label("label"));
    }
}
