using IpAccess.Compatibility.SendGrid;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>What SendGrid's clients call, as functions.</summary>
public sealed class SendGridFunctions(WhitelistEndpoints whitelist, ActivityEndpoints activity)
{
    /// <inheritdoc cref="WhitelistEndpoints.ListWhitelistAsync"/>
    [Function("ListWhitelist")]
    public Task<IResult> ListWhitelistAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = SendGridRoutes.Whitelist)] HttpRequest request,
        CancellationToken cancellationToken) =>
        whitelist.ListWhitelistAsync(request, cancellationToken);

    /// <inheritdoc cref="WhitelistEndpoints.AddToWhitelistAsync"/>
    [Function("AddToWhitelist")]
    public Task<IResult> AddToWhitelistAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = SendGridRoutes.Whitelist)] HttpRequest request,
        CancellationToken cancellationToken) =>
        whitelist.AddToWhitelistAsync(request, cancellationToken);

    /// <inheritdoc cref="WhitelistEndpoints.RemoveFromWhitelistAsync"/>
    [Function("RemoveFromWhitelist")]
    public Task<IResult> RemoveFromWhitelistAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = SendGridRoutes.Whitelist)] HttpRequest request,
        CancellationToken cancellationToken) =>
        whitelist.RemoveFromWhitelistAsync(request, cancellationToken);

    /// <inheritdoc cref="WhitelistEndpoints.GetWhitelistEntryAsync"/>
    [Function("GetWhitelistEntry")]
    public Task<IResult> GetWhitelistEntryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = SendGridRoutes.WhitelistEntry)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        whitelist.GetWhitelistEntryAsync(request, id, cancellationToken);

    /// <inheritdoc cref="WhitelistEndpoints.DeleteWhitelistEntryAsync"/>
    [Function("DeleteWhitelistEntry")]
    public Task<IResult> DeleteWhitelistEntryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = SendGridRoutes.WhitelistEntry)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        whitelist.DeleteWhitelistEntryAsync(request, id, cancellationToken);

    /// <inheritdoc cref="ActivityEndpoints.ListActivityAsync"/>
    [Function("ListActivity")]
    public Task<IResult> ListActivityAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = SendGridRoutes.Activity)] HttpRequest request,
        CancellationToken cancellationToken) =>
        activity.ListActivityAsync(request, cancellationToken);
}
