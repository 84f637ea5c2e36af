using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Decisions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Operators;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Settings;

/// <summary>How an operator lets someone in who is locked out (contract section 4).</summary>
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
                ? await GrantAsync(request, caller with { Account = account }, terms, asked, cancellationToken)
                : Answer.From(request, Problems.NotFound);
        }, cancellationToken);

    private static Plan PlanGrant(Caller caller, AllowlistSettings current, Recovery granted, long now)
    {
        var active = current.Recoveries.Where(recovery => recovery.IsActive(now)).ToLookup(recovery => recovery.Address == granted.Address);
        var (same, others) = (active[true], active[false].ToList());
        return others.Count >= MostActive
            ? Plan.Refuse(Problems.Conflict("100 addresses are let in for a while already. Wait until one of them ends."))
            : Plan.Commit(new()
            {
                Settings = current with { Recoveries = [.. others, granted] },
                Audit = [AuditJson.Entry("recovery_granted", caller, new { Recoveries = same }, new { Recoveries = (Recovery[])[granted] })],
            });
    }

    private async Task<IResult> GrantAsync(
        HttpRequest request, Caller caller, WriteTerms terms, RecoveryRequest asked, CancellationToken cancellationToken)
    {
        var (granted, result) = ((Recovery?)null, (EditResult?)null);
        var refusal = await log.RecordAsync(caller, "recovery_granted", caller.Account, asked.Told, async () =>
        {
            result = await editor.EditAsOperatorAsync(caller, terms, (current, now, _) =>
            {
                granted = asked.At(now);
                return Task.FromResult(PlanGrant(caller, current.Settings, granted, now));
            }, cancellationToken);
            return result.Refusal;
        }, cancellationToken);
        return refusal is null
            ? Answer.Json(request, result!.Current!.Version, RecoveryView.Of(granted!), StatusCodes.Status201Created)
            : Answer.From(request, refusal);
    }
}
