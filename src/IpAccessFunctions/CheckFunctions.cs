using IpAccess.Checks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>Questions about addresses, as functions.</summary>
public sealed class CheckFunctions(CheckEndpoints checks, ClientAddressEndpoints clientAddress)
{
    /// <inheritdoc cref="CheckEndpoints.CheckAsync"/>
    [Function("Check")]
    public Task<IResult> CheckAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = CheckRoutes.Check)] HttpRequest request,
        CancellationToken cancellationToken) =>
        checks.CheckAsync(request, cancellationToken);

    /// <inheritdoc cref="CheckEndpoints.PostCheckAsync"/>
    [Function("PostCheck")]
    public Task<IResult> PostCheckAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = CheckRoutes.Check)] HttpRequest request,
        CancellationToken cancellationToken) =>
        checks.PostCheckAsync(request, cancellationToken);

    /// <inheritdoc cref="ClientAddressEndpoints.GetClientAddressAsync"/>
    [Function("GetClientAddress")]
    public Task<IResult> GetClientAddressAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = CheckRoutes.ClientAddress)] HttpRequest request,
        CancellationToken cancellationToken) =>
        clientAddress.GetClientAddressAsync(request, cancellationToken);
}
