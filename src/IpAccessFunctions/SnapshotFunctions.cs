using IpAccess.Snapshots;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>What apps decide from, as functions.</summary>
public sealed class SnapshotFunctions(SnapshotEndpoints snapshots)
{
    /// <inheritdoc cref="SnapshotEndpoints.GetSnapshotAsync"/>
    [Function("GetSnapshot")]
    public Task<IResult> GetSnapshotAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = SnapshotRoutes.Snapshot)] HttpRequest request,
        CancellationToken cancellationToken) =>
        snapshots.GetSnapshotAsync(request, cancellationToken);
}
