using IpAccess.Exports;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>The list as files for firewalls and load balancers, as a function.</summary>
public sealed class ExportFunctions(ExportEndpoints exports)
{
    /// <inheritdoc cref="ExportEndpoints.ExportNetworksAsync"/>
    [Function("ExportNetworks")]
    public Task<IResult> ExportNetworksAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ExportRoutes.Export)] HttpRequest request,
        string format,
        CancellationToken cancellationToken) =>
        exports.ExportNetworksAsync(request, format, cancellationToken);
}
