using IpAccess;
using IpAccess.Hygiene;
using IpAccess.Previews;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>What a change would do, and what could be tidied up, as functions.</summary>
public sealed class PreviewFunctions(PreviewEndpoints previews, HygieneEndpoints hygiene)
{
    /// <inheritdoc cref="PreviewEndpoints.PreviewChangeAsync"/>
    [Function("PreviewChange")]
    public Task<IResult> PreviewChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Preview)] HttpRequest request,
        CancellationToken cancellationToken) =>
        previews.PreviewChangeAsync(request, cancellationToken);

    /// <inheritdoc cref="HygieneEndpoints.GetHygieneAsync"/>
    [Function("GetHygiene")]
    public Task<IResult> GetHygieneAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.Hygiene)] HttpRequest request,
        CancellationToken cancellationToken) =>
        hygiene.GetHygieneAsync(request, cancellationToken);
}
