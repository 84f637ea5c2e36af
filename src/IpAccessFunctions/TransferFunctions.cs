using IpAccess.Accounts.Transfer;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>Whole accounts as files, as functions.</summary>
public sealed class TransferFunctions(TransferEndpoints transfer)
{
    /// <inheritdoc cref="TransferEndpoints.ExportAccountAsync"/>
    [Function("ExportAccount")]
    public Task<IResult> ExportAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = TransferRoutes.Export)] HttpRequest request,
        string account,
        CancellationToken cancellationToken) =>
        transfer.ExportAccountAsync(request, account, cancellationToken);

    /// <inheritdoc cref="TransferEndpoints.ImportAccountAsync"/>
    [Function("ImportAccount")]
    public Task<IResult> ImportAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = TransferRoutes.Import)] HttpRequest request,
        CancellationToken cancellationToken) =>
        transfer.ImportAccountAsync(request, cancellationToken);
}
