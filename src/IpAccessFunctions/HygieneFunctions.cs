using IpAccess.Hygiene;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>What could be tidied up, as a function.</summary>
public sealed class HygieneFunctions(HygieneEndpoints hygiene)
{
    /// <inheritdoc cref="HygieneEndpoints.GetHygieneAsync"/>
    [Function("GetHygiene")]
    public Task<IResult> GetHygieneAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = HygieneRoutes.Hygiene)] HttpRequest request,
        CancellationToken cancellationToken) =>
        hygiene.GetHygieneAsync(request, cancellationToken);
}
