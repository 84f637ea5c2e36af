using IpAccess.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>Accounts, as functions.</summary>
public sealed class AccountFunctions(AccountEndpoints accounts, DeletionEndpoints deletion)
{
    /// <inheritdoc cref="AccountEndpoints.CreateAccountAsync"/>
    [Function("CreateAccount")]
    public Task<IResult> CreateAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = AccountRoutes.Accounts)] HttpRequest request,
        CancellationToken cancellationToken) =>
        accounts.CreateAccountAsync(request, cancellationToken);

    /// <inheritdoc cref="AccountEndpoints.ListAccountsAsync"/>
    [Function("ListAccounts")]
    public Task<IResult> ListAccountsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = AccountRoutes.Accounts)] HttpRequest request,
        CancellationToken cancellationToken) =>
        accounts.ListAccountsAsync(request, cancellationToken);

    /// <inheritdoc cref="AccountEndpoints.GetAccountAsync"/>
    [Function("GetAccount")]
    public Task<IResult> GetAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = AccountRoutes.Account)] HttpRequest request,
        string account,
        CancellationToken cancellationToken) =>
        accounts.GetAccountAsync(request, account, cancellationToken);

    /// <inheritdoc cref="DeletionEndpoints.DeleteAccountAsync"/>
    [Function("DeleteAccount")]
    public Task<IResult> DeleteAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = AccountRoutes.Account)] HttpRequest request,
        string account,
        CancellationToken cancellationToken) =>
        deletion.DeleteAccountAsync(request, account, cancellationToken);

    /// <inheritdoc cref="DeletionEndpoints.UndeleteAccountAsync"/>
    [Function("UndeleteAccount")]
    public Task<IResult> UndeleteAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = AccountRoutes.Undelete)] HttpRequest request,
        string account,
        CancellationToken cancellationToken) =>
        deletion.UndeleteAccountAsync(request, account, cancellationToken);
}
