using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Audit;

/// <summary>Who changed what in an account (docs/allowlist.md, "Audit").</summary>
public sealed class AuditEndpoints
{
    private static readonly string[] Parameters = ["since", .. QueryFields.Paged];
    private readonly Gate gate;
    private readonly AllowlistStore store;

    internal AuditEndpoints(Gate gate, AllowlistStore store) => (this.gate, this.store) = (gate, store);

    /// <summary><c>GET /v1/audit</c>: newest first.</summary>
    public Task<IResult> ListAuditAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AuditRead, Parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var (since, limit) = (query.AuditSince(), query.Limit());
            var after = Cursor.Read(query, AuditRoutes.Audit, caller.Account, faults);
            if (after is not null && !AuditRow.IsPosition(after))
            {
                Cursor.Refuse(after, faults);
            }

            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            // What was not confirmed in time is undone first, and told.
            _ = await store.SettleAsync(caller.Account, cancellationToken);
            var found = await store.ReadAuditAsync(caller.Account, since, after, cancellationToken)
                .Take(limit + 1)
                .ToListAsync(cancellationToken);
            var page = Listing.Of(found, limit, last => Cursor.Write(AuditRoutes.Audit, caller.Account, last.Position));
            return Answer.Json(new { Entries = page.Items.Select(AuditView.Of), page.NextCursor });
        }, cancellationToken);
}

/// <summary>An audit entry as the API shows it.</summary>
internal sealed record AuditView(
    long Version, string At, string Action, ActorView Actor, JsonElement Before, JsonElement After, string RequestId)
{
    /// <summary>The view of an entry.</summary>
    public static AuditView Of(StoredAudit stored)
    {
        var entry = stored.Entry;
        return new(
            stored.Version,
            TimeText.Of(stored.At),
            entry.Action,
            ActorView.Of(entry.Actor),
            JsonElement.Parse(entry.Before),
            JsonElement.Parse(entry.After),
            entry.Actor.RequestId);
    }
}

/// <summary>Who did something, as the API shows it.</summary>
internal sealed record ActorView(string Key, string? Address, string DerivedFrom)
{
    /// <summary>The view of an actor.</summary>
    public static ActorView Of(Actor actor) => new(actor.Key, actor.Address.IsNone ? null : actor.Address.ToString(), actor.DerivedFrom);
}
