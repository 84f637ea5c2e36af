using IpAccess.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>Who changed what, as a function.</summary>
public sealed class AuditFunctions(AuditEndpoints audit)
{
    /// <inheritdoc cref="AuditEndpoints.ListAuditAsync"/>
    [Function("ListAudit")]
    public Task<IResult> ListAuditAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = AuditRoutes.Audit)] HttpRequest request,
        CancellationToken cancellationToken) =>
        audit.ListAuditAsync(request, cancellationToken);
}
