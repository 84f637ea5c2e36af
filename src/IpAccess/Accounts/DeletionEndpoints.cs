using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Operators;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Accounts;

/// <summary>Deleting accounts, and the way back, for the operator (contract section 9).</summary>
public sealed class DeletionEndpoints
{
    private readonly Gate gate;
    private readonly AccountDeletion deletion;
    private readonly AccountOpening opening;
    private readonly OperatorLog log;

    internal DeletionEndpoints(Gate gate, AccountDeletion deletion, AccountOpening opening, OperatorLog log) =>
        (this.gate, this.deletion, this.opening, this.log) = (gate, deletion, opening, log);

    /// <summary><c>DELETE /v1/accounts/{account}</c>: its keys are dead at once, its data goes later.</summary>
    public Task<IResult> DeleteAccountAsync(HttpRequest request, string account, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, async caller =>
            await log.RecordAsync(
                caller,
                "account_deleted",
                account,
                new { },
                () => deletion.DeleteAsync(caller, account, cancellationToken),
                cancellationToken) is { } refusal
                ? Answer.From(request, refusal)
                : Answer.NoContent(), cancellationToken);

    /// <summary><c>POST /v1/accounts/{account}/undelete</c>: all is as it was, its keys included, unless it is too late.</summary>
    public Task<IResult> UndeleteAccountAsync(HttpRequest request, string account, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, async caller =>
        {
            AccountRecord? undeleted = null;
            var refusal = await log.RecordAsync(caller, "account_undeleted", account, new { }, async () =>
            {
                (undeleted, var why) = await opening.UndeleteAsync(caller, account, cancellationToken);
                return why;
            }, cancellationToken);
            return refusal is null ? Answer.Json(AccountView.Of(undeleted!)) : Answer.From(request, refusal);
        }, cancellationToken);
}
