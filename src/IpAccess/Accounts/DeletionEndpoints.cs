using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Operators;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Accounts;

/// <summary>Deleting accounts, and the way back, for the operator (docs/accounts.md, "Deleting, and the way back").</summary>
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
                caller.Actor,
                "account_deleted",
                account,
                new { },
                () => deletion.DeleteAsync(caller.Actor, account, cancellationToken),
                refused => refused is null,
                cancellationToken) is { } refusal
                ? Answer.From(request, refusal)
                : Answer.NoContent(), cancellationToken);

    /// <summary><c>POST /v1/accounts/{account}/undelete</c>: all is as it was, its keys included, unless it is too late.</summary>
    public Task<IResult> UndeleteAccountAsync(HttpRequest request, string account, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, async caller =>
        {
            var (undeleted, refusal) = await log.RecordAsync(
                caller.Actor,
                "account_undeleted",
                account,
                new { },
                () => opening.UndeleteAsync(caller.Actor, account, cancellationToken),
                opened => opened.Refusal is null,
                cancellationToken);
            return refusal is null ? Answer.Json(AccountView.Of(undeleted!)) : Answer.From(request, refusal);
        }, cancellationToken);
}
