using IpAccess.History;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>What the list was, and taking changes back, as functions.</summary>
public sealed class VersionFunctions(VersionEndpoints versions, RestoreEndpoints restore)
{
    /// <inheritdoc cref="VersionEndpoints.ListVersionsAsync"/>
    [Function("ListVersions")]
    public Task<IResult> ListVersionsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = HistoryRoutes.Versions)] HttpRequest request,
        CancellationToken cancellationToken) =>
        versions.ListVersionsAsync(request, cancellationToken);

    /// <inheritdoc cref="VersionEndpoints.GetVersionAsync"/>
    [Function("GetVersion")]
    public Task<IResult> GetVersionAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = HistoryRoutes.Version)] HttpRequest request,
        string version,
        CancellationToken cancellationToken) =>
        versions.GetVersionAsync(request, version, cancellationToken);

    /// <inheritdoc cref="VersionEndpoints.DiffVersionsAsync"/>
    [Function("DiffVersions")]
    public Task<IResult> DiffVersionsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = HistoryRoutes.Diff)] HttpRequest request,
        string version,
        CancellationToken cancellationToken) =>
        versions.DiffVersionsAsync(request, version, cancellationToken);

    /// <inheritdoc cref="RestoreEndpoints.RestoreVersionAsync"/>
    [Function("RestoreVersion")]
    public Task<IResult> RestoreVersionAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = HistoryRoutes.Restore)] HttpRequest request,
        string version,
        CancellationToken cancellationToken) =>
        restore.RestoreVersionAsync(request, version, cancellationToken);

    /// <inheritdoc cref="RestoreEndpoints.ConfirmVersionAsync"/>
    [Function("ConfirmVersion")]
    public Task<IResult> ConfirmVersionAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = HistoryRoutes.Confirm)] HttpRequest request,
        string version,
        CancellationToken cancellationToken) =>
        restore.ConfirmVersionAsync(request, version, cancellationToken);
}
