using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Compatibility.IncidentIo;

/// <summary>
/// The list as one document with a version, as incident.io's API has it (docs/vendors.md;
/// https://api-docs.incident.io/tag/IPAllowlists-V1).
/// </summary>
public sealed class IpAllowlistEndpoints
{
    private readonly Gate gate;
    private readonly AllowlistStore store;
    private readonly AllowlistEditor editor;

    internal IpAllowlistEndpoints(Gate gate, AllowlistStore store, AllowlistEditor editor) =>
        (this.gate, this.store, this.editor) = (gate, store, editor);

    /// <summary><c>GET /v1/ip_allowlists</c>.</summary>
    public Task<IResult> GetIpAllowlistAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, async caller =>
        {
            return await store.SettleAsync(caller.Account, cancellationToken) is { } list
                ? await ShowAsync(request, list, mustFitBack: true, cancellationToken)
                : Answer.From(request, Problems.NotFound);
        }, cancellationToken);

    /// <summary><c>PUT /v1/ip_allowlists</c>: replaces the rules and switches the list on or off, in one version.</summary>
    public Task<IResult> PutIpAllowlistAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistManage, WriteTerms.Parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var terms = WriteTerms.Read(request, query);
            var (asked, problem) = await JsonBody.ReadAsync(
                request, BodyReader.Json, BodyReader.BulkLimit, IpAllowlistRequest.Read, faults, cancellationToken);
            if (asked is null)
            {
                return Answer.From(request, problem!);
            }

            var result = await editor.EditAsync(
                caller.Account,
                caller.Actor,
                terms,
                (current, now, token) => PlanAsync(caller.Actor, asked, current, now, token),
                cancellationToken);
            return await Answer.EditedAsync(request, result, list => ShowAsync(request, list, mustFitBack: false, cancellationToken));
        }, cancellationToken);

    private static async Task<Plan<Nothing>> PlanAsync(
        Actor actor, IpAllowlistRequest asked, IAllowlist current, long now, CancellationToken cancellationToken)
    {
        if (asked.Version != current.Version)
        {
            return Stale(current.Version);
        }

        var existing = await current.ReadAllAsync(cancellationToken);
        if (asked.RefusalOver(existing) is { } refusal)
        {
            return refusal;
        }

        var change = new RuleChanges(actor, now).Replace(current, asked.Rules.Drafts, existing).Change;
        var settings = asked.ApplyTo(current.Settings);
        return Plan.Of(
            settings.Mode == current.Settings.Mode ? change : WithSettings(change, actor, current.Settings, settings), default(Nothing));
    }

    private static Change WithSettings(Change? rules, Actor actor, AllowlistSettings before, AllowlistSettings after)
    {
        var entry = AuditJson.SettingsChanged(actor, before, after);
        return rules is null
            ? new() { Settings = after, Audit = [entry] }
            : rules with { Settings = after, Audit = [.. rules.Audit, entry] };
    }

    private static Refusal Stale(long version) =>
        Refusal.Conflict(FormattableString.Invariant($"The list has version {version} by now. Read it again.")) with
        {
            At = "/version",
            Code = "conflict",
        };

    // Who reads the document changes it and writes it back: one that would be too large for that misleads. What was just written is told.
    private static async Task<IResult> ShowAsync(HttpRequest request, IAllowlist list, bool mustFitBack, CancellationToken cancellationToken)
    {
        var document = new { IpAllowlist = await IpAllowlistView.OfAsync(list, cancellationToken) };
        return mustFitBack && JsonSize.Of(document) is > BodyReader.BulkLimit and var size
            ? Answer.From(request, TooLarge(size))
            : Answer.Json(request, list.Version, document);
    }

    private static Refusal TooLarge(long size) => Refusal.Conflict(FormattableString.Invariant(
        $"This document would have {size} bytes, and no more than {BodyReader.BulkLimit} can be written back. /v1/allowlist/rules has the list page by page."));
}
