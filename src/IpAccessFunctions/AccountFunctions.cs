using IpAccess;
using IpAccess.Accounts;
using IpAccess.Keys;
using IpAccess.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>Accounts, their keys, and letting someone in who is locked out, as functions.</summary>
public sealed class AccountFunctions(
    AccountEndpoints accounts, DeletionEndpoints deletion, OwnerKeyEndpoints ownerKeys, KeyEndpoints keys, RecoveryEndpoints recovery)
{
    /// <inheritdoc cref="AccountEndpoints.CreateAccountAsync"/>
    [Function("CreateAccount")]
    public Task<IResult> CreateAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Accounts)] HttpRequest request,
        CancellationToken cancellationToken) =>
        accounts.CreateAccountAsync(request, cancellationToken);

    /// <inheritdoc cref="AccountEndpoints.ListAccountsAsync"/>
    [Function("ListAccounts")]
    public Task<IResult> ListAccountsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.Accounts)] HttpRequest request,
        CancellationToken cancellationToken) =>
        accounts.ListAccountsAsync(request, cancellationToken);

    /// <inheritdoc cref="AccountEndpoints.GetAccountAsync"/>
    [Function("GetAccount")]
    public Task<IResult> GetAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.Account)] HttpRequest request,
        string account,
        CancellationToken cancellationToken) =>
        accounts.GetAccountAsync(request, account, cancellationToken);

    /// <inheritdoc cref="DeletionEndpoints.DeleteAccountAsync"/>
    [Function("DeleteAccount")]
    public Task<IResult> DeleteAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.Account)] HttpRequest request,
        string account,
        CancellationToken cancellationToken) =>
        deletion.DeleteAccountAsync(request, account, cancellationToken);

    /// <inheritdoc cref="DeletionEndpoints.UndeleteAccountAsync"/>
    [Function("UndeleteAccount")]
    public Task<IResult> UndeleteAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.AccountUndelete)] HttpRequest request,
        string account,
        CancellationToken cancellationToken) =>
        deletion.UndeleteAccountAsync(request, account, cancellationToken);

    /// <inheritdoc cref="OwnerKeyEndpoints.CreateOwnerKeyAsync"/>
    [Function("CreateOwnerKey")]
    public Task<IResult> CreateOwnerKeyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.AccountKeys)] HttpRequest request,
        string account,
        CancellationToken cancellationToken) =>
        ownerKeys.CreateOwnerKeyAsync(request, account, cancellationToken);

    /// <inheritdoc cref="RecoveryEndpoints.GrantRecoveryAsync"/>
    [Function("GrantRecovery")]
    public Task<IResult> GrantRecoveryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Recovery)] HttpRequest request,
        string account,
        CancellationToken cancellationToken) =>
        recovery.GrantRecoveryAsync(request, account, cancellationToken);

    /// <inheritdoc cref="KeyEndpoints.ListKeysAsync"/>
    [Function("ListKeys")]
    public Task<IResult> ListKeysAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.Keys)] HttpRequest request,
        CancellationToken cancellationToken) =>
        keys.ListKeysAsync(request, cancellationToken);

    /// <inheritdoc cref="KeyEndpoints.CreateKeyAsync"/>
    [Function("CreateKey")]
    public Task<IResult> CreateKeyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Keys)] HttpRequest request,
        CancellationToken cancellationToken) =>
        keys.CreateKeyAsync(request, cancellationToken);

    /// <inheritdoc cref="KeyEndpoints.RevokeKeyAsync"/>
    [Function("RevokeKey")]
    public Task<IResult> RevokeKeyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.Key)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        keys.RevokeKeyAsync(request, id, cancellationToken);

    /// <inheritdoc cref="KeyEndpoints.RotateKeyAsync"/>
    [Function("RotateKey")]
    public Task<IResult> RotateKeyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.KeyRotate)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        keys.RotateKeyAsync(request, id, cancellationToken);
}
