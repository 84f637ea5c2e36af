using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Operators;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Settings;

/// <summary>How an operator lets someone in who is locked out (docs/guard.md, "Recovery").</summary>
public sealed class RecoveryEndpoints
{
    private const int MostActive = 100;

    private readonly Gate gate;
    private readonly AllowlistEditor editor;
    private readonly OperatorLog log;

    internal RecoveryEndpoints(Gate gate, AllowlistEditor editor, OperatorLog log) =>
        (this.gate, this.editor, this.log) = (gate, editor, log);

    /// <summary><c>POST /v1/accounts/{account}/recovery</c>: lets one address in for a while, whatever the list says.</summary>
    public Task<IResult> GrantRecoveryAsync(HttpRequest request, string account, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, QueryFields.None, async (caller, query) =>
        {
            var faults = query.Faults;
            var terms = WriteTerms.Read(request, query);
            var (asked, problem) = await JsonBody.ReadAsync(request, BodyReader.Json, RecoveryRequest.Read, faults, cancellationToken);
            if (asked is null)
            {
                return Answer.From(request, problem!);
            }

            return AccountId.IsValid(account)
                ? await GrantAsync(request, account, caller.Actor, terms, asked, cancellationToken)
                : Answer.From(request, Problems.NotFound);
        }, cancellationToken);

    private static Plan<Recovery> PlanGrant(Actor actor, AllowlistSettings current, Recovery granted, long now)
    {
        var active = current.Recoveries.Where(recovery => recovery.IsActive(now)).ToLookup(recovery => recovery.Address == granted.Address);
        var (same, others) = (active[true], active[false].ToList());
        return others.Count >= MostActive
            ? Refusal.Conflict("100 addresses are let in for a while already. Wait until one of them ends.")
            : Plan.Of(
                new()
                {
                    Settings = current with { Recoveries = [.. others, granted] },
                    Audit =
                    [
                        AuditJson.Entry(
                            "recovery_granted",
                            actor,
                            new { Recoveries = same.Select(AuditedRecovery.Of) },
                            new { Recoveries = (AuditedRecovery[])[AuditedRecovery.Of(granted)] }),
                    ],
                },
                granted);
    }

    private async Task<IResult> GrantAsync(
        HttpRequest request, string account, Actor actor, EditTerms terms, RecoveryRequest asked, CancellationToken cancellationToken)
    {
        // The operator is in no list, and need not wait for a confirmation either.
        var unhindered = terms with { IsJudged = false, WaitsForConfirmation = false };
        var result = await log.RecordAsync(
            actor,
            "recovery_granted",
            account,
            asked.Told,
            () => editor.EditAsync(
                account,
                actor,
                unhindered,
                (current, now, _) => Task.FromResult(PlanGrant(actor, current.Settings, asked.At(now), now)),
                cancellationToken),
            edited => edited.Refusal is null,
            cancellationToken);
        return Answer.Edited(request, result, (_, granted) => RecoveryView.Of(granted), StatusCodes.Status201Created);
    }
}
