using IpAccess.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>The keys of accounts, as functions.</summary>
public sealed class KeyFunctions(KeyEndpoints keys, OwnerKeyEndpoints ownerKeys, WhoamiEndpoints whoami)
{
    /// <inheritdoc cref="KeyEndpoints.ListKeysAsync"/>
    [Function("ListKeys")]
    public Task<IResult> ListKeysAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = KeyRoutes.Keys)] HttpRequest request,
        CancellationToken cancellationToken) =>
        keys.ListKeysAsync(request, cancellationToken);

    /// <inheritdoc cref="KeyEndpoints.CreateKeyAsync"/>
    [Function("CreateKey")]
    public Task<IResult> CreateKeyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = KeyRoutes.Keys)] HttpRequest request,
        CancellationToken cancellationToken) =>
        keys.CreateKeyAsync(request, cancellationToken);

    /// <inheritdoc cref="KeyEndpoints.RevokeKeyAsync"/>
    [Function("RevokeKey")]
    public Task<IResult> RevokeKeyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = KeyRoutes.Key)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        keys.RevokeKeyAsync(request, id, cancellationToken);

    /// <inheritdoc cref="KeyEndpoints.RotateKeyAsync"/>
    [Function("RotateKey")]
    public Task<IResult> RotateKeyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = KeyRoutes.Rotate)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        keys.RotateKeyAsync(request, id, cancellationToken);

    /// <inheritdoc cref="WhoamiEndpoints.GetWhoamiAsync"/>
    [Function("GetWhoami")]
    public Task<IResult> GetWhoamiAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = KeyRoutes.Whoami)] HttpRequest request,
        CancellationToken cancellationToken) =>
        whoami.GetWhoamiAsync(request, cancellationToken);

    /// <inheritdoc cref="OwnerKeyEndpoints.CreateOwnerKeyAsync"/>
    [Function("CreateOwnerKey")]
    public Task<IResult> CreateOwnerKeyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = KeyRoutes.OwnerKeys)] HttpRequest request,
        string account,
        CancellationToken cancellationToken) =>
        ownerKeys.CreateOwnerKeyAsync(request, account, cancellationToken);
}
