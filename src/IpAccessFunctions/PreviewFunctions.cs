using IpAccess.Previews;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>What a change would do, as a function.</summary>
public sealed class PreviewFunctions(PreviewEndpoints previews)
{
    /// <inheritdoc cref="PreviewEndpoints.PreviewChangeAsync"/>
    [Function("PreviewChange")]
    public Task<IResult> PreviewChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = PreviewRoutes.Preview)] HttpRequest request,
        CancellationToken cancellationToken) =>
        previews.PreviewChangeAsync(request, cancellationToken);
}
