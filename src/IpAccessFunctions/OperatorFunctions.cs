using IpAccess.Operators;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>What operators did, as a function.</summary>
public sealed class OperatorFunctions(OperatorAuditEndpoints audit)
{
    /// <inheritdoc cref="OperatorAuditEndpoints.ListOperatorAuditAsync"/>
    [Function("ListOperatorAudit")]
    public Task<IResult> ListOperatorAuditAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = OperatorRoutes.Audit)] HttpRequest request,
        CancellationToken cancellationToken) =>
        audit.ListOperatorAuditAsync(request, cancellationToken);
}
