using System.Text.Json;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Operators;

/// <summary>What operators did (docs/accounts.md, "The operator").</summary>
public sealed class OperatorAuditEndpoints
{
    // The operator's listings belong to no account.
    private const string NoAccount = "";
    private static readonly string[] Parameters = ["since", .. QueryFields.Paged];
    private readonly Gate gate;
    private readonly OperatorLog log;

    internal OperatorAuditEndpoints(Gate gate, OperatorLog log) => (this.gate, this.log) = (gate, log);

    /// <summary><c>GET /v1/operator/audit</c>: newest first.</summary>
    public Task<IResult> ListOperatorAuditAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, Parameters, async (_, query) =>
        {
            var faults = query.Faults;
            var (since, limit) = (query.AuditSince(), query.Limit());
            var after = Cursor.Read(query, OperatorRoutes.Audit, NoAccount, faults);
            if (after is not null && !OperatorEntry.IsPosition(after))
            {
                Cursor.Refuse(after, faults);
            }

            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            var found = await log.ReadAsync(since, after, cancellationToken).Take(limit + 1).ToListAsync(cancellationToken);
            var page = Listing.Of(found, limit, last => Cursor.Write(OperatorRoutes.Audit, NoAccount, last.Position));
            return Answer.Json(new { Entries = page.Items.Select(OperatorEntryView.Of), page.NextCursor });
        }, cancellationToken);
}

/// <summary>Something that an operator did, as the API shows it.</summary>
internal sealed record OperatorEntryView(
    string At, string Action, string? Account, OperatorView Actor, JsonElement Asked, OperatorOutcome Outcome, string RequestId)
{
    /// <summary>The view of an entry.</summary>
    public static OperatorEntryView Of(OperatorEntry entry) => new(
        TimeText.Of(entry.At),
        entry.Action,
        entry.Account,
        new("operator", entry.Address.Length > 0 ? entry.Address : null, entry.DerivedFrom),
        JsonElement.Parse(entry.Asked),
        entry.Outcome,
        entry.RequestId);
}

/// <summary>An operator, as the API shows it: in the place of a key, <c>operator</c>.</summary>
internal sealed record OperatorView(string Key, string? Address, string DerivedFrom);
