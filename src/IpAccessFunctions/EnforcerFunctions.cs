using IpAccess.Enforcers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>Who enforces a list, as a function.</summary>
public sealed class EnforcerFunctions(EnforcerEndpoints enforcers)
{
    /// <inheritdoc cref="EnforcerEndpoints.ListEnforcersAsync"/>
    [Function("ListEnforcers")]
    public Task<IResult> ListEnforcersAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = EnforcerRoutes.Enforcers)] HttpRequest request,
        CancellationToken cancellationToken) =>
        enforcers.ListEnforcersAsync(request, cancellationToken);
}
