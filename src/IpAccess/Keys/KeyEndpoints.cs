using System.Text.Json;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Keys;

/// <summary>The keys of an account (docs/accounts.md, "Keys").</summary>
public sealed class KeyEndpoints
{
    private const int DefaultOverlapMinutes = 60;
    private const int MaxOverlapMinutes = 7 * 24 * 60;
    private readonly Gate gate;
    private readonly KeyStore keys;
    private readonly TimeProvider clock;

    internal KeyEndpoints(Gate gate, KeyStore keys, TimeProvider clock) => (this.gate, this.keys, this.clock) = (gate, keys, clock);

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary><c>GET /v1/keys</c>: all keys, without their secrets.</summary>
    public Task<IResult> ListKeysAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.KeysManage, async caller =>
        {
            var found = await keys.ListAsync(caller.Account, cancellationToken);
            return Answer.Json(new { Keys = found.Select(KeyView.Of) });
        }, cancellationToken);

    /// <summary><c>POST /v1/keys</c>: a new key; its secret is in this answer only.</summary>
    public Task<IResult> CreateKeyAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.KeysManage, QueryFields.None, async (caller, query) =>
        {
            var (asked, problem) = await JsonBody.ReadAsync(request, KeyRequest.Read, query.Faults, cancellationToken);
            if (asked is null)
            {
                return Answer.From(request, problem!);
            }

            var id = KeyText.NewId();
            var text = KeyText.New(id);
            var key = new ApiKey
            {
                Id = id,
                Account = caller.Account,
                Label = asked.Label,
                Hash = KeyText.Hash(text),
                Scopes = asked.Scopes,
                CreatedAt = Now,
                ExpiresAt = asked.ExpiresAt,
                ClientAddress = asked.ClientAddress,
                Surface = asked.Surface,
            };
            var refusal = await keys.AddAsync(caller.Actor, key, cancellationToken);
            return refusal is null
                ? Answer.Json(KeyView.Of(key, text), StatusCodes.Status201Created)
                : Answer.From(request, refusal);
        }, cancellationToken);

    /// <summary><c>DELETE /v1/keys/{id}</c>: the key is dead at once.</summary>
    public Task<IResult> RevokeKeyAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.KeysManage, async caller =>
        {
            var refusal = await keys.RevokeAsync(caller.Account, caller.Actor, id, cancellationToken);
            return refusal is null ? Answer.NoContent() : Answer.From(request, refusal);
        }, cancellationToken);

    /// <summary><c>POST /v1/keys/{id}/rotate</c>: a new secret; the old one works for the overlap.</summary>
    public Task<IResult> RotateKeyAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.KeysManage, QueryFields.None, async (caller, query) =>
        {
            var (overlap, problem) = await JsonBody.ReadOptionalAsync(request, ReadOverlap, query.Faults, cancellationToken);
            if (overlap is null)
            {
                return Answer.From(request, problem!);
            }

            var text = KeyText.New(id);
            var (key, refusal) = await keys.RotateAsync(caller.Account, caller.Actor, id, text, overlap.Seconds, cancellationToken);
            return refusal is null
                ? Answer.Json(KeyView.Of(key!, text), StatusCodes.Status201Created)
                : Answer.From(request, refusal);
        }, cancellationToken);

    private static Overlap ReadOverlap(JsonElement root, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "overlap_minutes");
        return new(60 * (fields.Number("overlap_minutes", 0, MaxOverlapMinutes) ?? DefaultOverlapMinutes));
    }

    private sealed record Overlap(long Seconds);
}
