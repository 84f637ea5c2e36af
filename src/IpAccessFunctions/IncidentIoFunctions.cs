using IpAccess.Compatibility.IncidentIo;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>What incident.io's clients call, as functions.</summary>
public sealed class IncidentIoFunctions(IpAllowlistEndpoints ipAllowlist)
{
    /// <inheritdoc cref="IpAllowlistEndpoints.GetIpAllowlistAsync"/>
    [Function("GetIpAllowlist")]
    public Task<IResult> GetIpAllowlistAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = IncidentIoRoutes.IpAllowlists)] HttpRequest request,
        CancellationToken cancellationToken) =>
        ipAllowlist.GetIpAllowlistAsync(request, cancellationToken);

    /// <inheritdoc cref="IpAllowlistEndpoints.PutIpAllowlistAsync"/>
    [Function("PutIpAllowlist")]
    public Task<IResult> PutIpAllowlistAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = IncidentIoRoutes.IpAllowlists)] HttpRequest request,
        CancellationToken cancellationToken) =>
        ipAllowlist.PutIpAllowlistAsync(request, cancellationToken);
}
