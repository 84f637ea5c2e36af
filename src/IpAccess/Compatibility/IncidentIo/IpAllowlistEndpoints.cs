using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Storage;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Compatibility.IncidentIo;

/// <summary>
/// The list as one document with a version, as incident.io's API has it (contract section 8;
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
            return await store.FindAsync(caller.Account, StorageTimeout.ForOperations, cancellationToken) is { } list
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
                caller, terms, (current, now, token) => PlanAsync(caller, asked, current, now, token), cancellationToken);
            return result.Refusal is { } refusal
                ? Answer.From(request, refusal)
                : await ShowAsync(request, result.Current!, mustFitBack: false, cancellationToken);
        }, cancellationToken);

    private static async Task<Plan> PlanAsync(
        Caller caller, IpAllowlistRequest asked, Allowlist current, long now, CancellationToken cancellationToken)
    {
        if (asked.Version != current.Version)
        {
            return Plan.Refuse(Stale(current.Version));
        }

        var existing = await current.ReadAllAsync(cancellationToken);
        if (asked.Refusal(existing) is { } refusal)
        {
            return Plan.Refuse(refusal);
        }

        var change = new RuleChanges(caller, now).Replace(current, asked.Rules, existing).Change;
        var settings = asked.ApplyTo(current.Settings);
        return new(settings.Mode == current.Settings.Mode ? change : WithSettings(change, caller, current.Settings, settings), null);
    }

    private static Change WithSettings(Change? rules, Caller caller, AllowlistSettings before, AllowlistSettings after)
    {
        var entry = AuditJson.SettingsChanged(caller, before, after);
        return rules is null
            ? new() { Settings = after, Audit = [entry] }
            : rules with { Settings = after, Audit = [.. rules.Audit, entry] };
    }

    private static Problem Stale(long version)
    {
        var message = FormattableString.Invariant($"The list has version {version} by now. Read it again.");
        return Problems.Conflict(message) with { Errors = [new("/version", null, "conflict", message)] };
    }

    // Who reads the document changes it and writes it back: one that would be too large for that misleads. What was just written is told.
    private static async Task<IResult> ShowAsync(HttpRequest request, Allowlist list, bool mustFitBack, CancellationToken cancellationToken)
    {
        var document = new { IpAllowlist = await IpAllowlistView.OfAsync(list, cancellationToken) };
        return mustFitBack && JsonSize.Of(document) is > BodyReader.BulkLimit and var size
            ? Answer.From(request, TooLarge(size))
            : Answer.Json(request, list.Version, document);
    }

    private static Problem TooLarge(long size) => Problems.Conflict(FormattableString.Invariant(
        $"This document would have {size} bytes, and no more than {BodyReader.BulkLimit} can be written back. /v1/allowlist/rules has the list page by page."));
}
