using IpAccess.Attempts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>Messages that could not be processed, as functions.</summary>
public sealed class PoisonFunctions(PoisonEndpoints poison)
{
    /// <inheritdoc cref="PoisonEndpoints.ListPoisonAsync"/>
    [Function("ListPoison")]
    public Task<IResult> ListPoisonAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = AttemptRoutes.Poison)] HttpRequest request,
        CancellationToken cancellationToken) =>
        poison.ListPoisonAsync(request, cancellationToken);

    /// <inheritdoc cref="PoisonEndpoints.ReplayPoisonAsync"/>
    [Function("ReplayPoison")]
    public Task<IResult> ReplayPoisonAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = AttemptRoutes.PoisonReplay)] HttpRequest request,
        CancellationToken cancellationToken) =>
        poison.ReplayPoisonAsync(request, cancellationToken);
}
