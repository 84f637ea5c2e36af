using IpAccess.Health;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>Questions about the service itself, as functions.</summary>
public sealed class HealthFunctions(HealthEndpoints health)
{
    /// <inheritdoc cref="HealthEndpoints.GetLiveAsync"/>
    [Function("GetLive")]
    public Task<IResult> GetLiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = HealthRoutes.Live)] HttpRequest request,
        CancellationToken cancellationToken) =>
        health.GetLiveAsync(request, cancellationToken);

    /// <inheritdoc cref="HealthEndpoints.GetReadyAsync"/>
    [Function("GetReady")]
    public Task<IResult> GetReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = HealthRoutes.Ready)] HttpRequest request,
        CancellationToken cancellationToken) =>
        health.GetReadyAsync(request, cancellationToken);
}
