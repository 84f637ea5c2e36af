using IpAccess;
using IpAccess.Allowlists.Hygiene;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>What could be tidied up in a list, as a function.</summary>
public sealed class TidyingFunctions(HygieneEndpoints hygiene)
{
    /// <inheritdoc cref="HygieneEndpoints.GetHygieneAsync"/>
    [Function("GetHygiene")]
    public Task<IResult> GetHygieneAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Hygiene)] HttpRequest request,
        CancellationToken cancellationToken) =>
        hygiene.GetHygieneAsync(request, cancellationToken);
}
