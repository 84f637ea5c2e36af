using IpAccess.Authorize;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>The question that proxies ask for their clients, as a function.</summary>
public sealed class AuthorizeFunctions(AuthorizeEndpoints authorize)
{
    /// <inheritdoc cref="AuthorizeEndpoints.AuthorizeAsync"/>
    [Function("Authorize")]
    public Task<IResult> AuthorizeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = AuthorizeRoutes.Authorize)] HttpRequest request,
        CancellationToken cancellationToken) =>
        authorize.AuthorizeAsync(request, cancellationToken);
}
