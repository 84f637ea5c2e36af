using IpAccess;
using IpAccess.Checks;
using IpAccess.Health;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>Questions about addresses, and about the service itself, as functions.</summary>
public sealed class CheckFunctions(CheckEndpoints checks, ClientAddressEndpoints clientAddress, HealthEndpoints health)
{
    /// <inheritdoc cref="CheckEndpoints.CheckAsync"/>
    [Function("Check")]
    public Task<IResult> CheckAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.Check)] HttpRequest request,
        CancellationToken cancellationToken) =>
        checks.CheckAsync(request, cancellationToken);

    /// <inheritdoc cref="CheckEndpoints.PostCheckAsync"/>
    [Function("PostCheck")]
    public Task<IResult> PostCheckAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Check)] HttpRequest request,
        CancellationToken cancellationToken) =>
        checks.PostCheckAsync(request, cancellationToken);

    /// <inheritdoc cref="ClientAddressEndpoints.GetClientAddressAsync"/>
    [Function("GetClientAddress")]
    public Task<IResult> GetClientAddressAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.ClientAddress)] HttpRequest request,
        CancellationToken cancellationToken) =>
        clientAddress.GetClientAddressAsync(request, cancellationToken);

    /// <inheritdoc cref="HealthEndpoints.GetLiveAsync"/>
    [Function("GetLive")]
    public Task<IResult> GetLiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.Live)] HttpRequest request,
        CancellationToken cancellationToken) =>
        health.GetLiveAsync(request, cancellationToken);

    /// <inheritdoc cref="HealthEndpoints.GetReadyAsync"/>
    [Function("GetReady")]
    public Task<IResult> GetReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.Ready)] HttpRequest request,
        CancellationToken cancellationToken) =>
        health.GetReadyAsync(request, cancellationToken);
}
