using IpAccess.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>The settings of a list, and letting someone in who is locked out, as functions.</summary>
public sealed class SettingsFunctions(SettingsEndpoints settings, RecoveryEndpoints recovery)
{
    /// <inheritdoc cref="SettingsEndpoints.GetSettingsAsync"/>
    [Function("GetSettings")]
    public Task<IResult> GetSettingsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = SettingsRoutes.Settings)] HttpRequest request,
        CancellationToken cancellationToken) =>
        settings.GetSettingsAsync(request, cancellationToken);

    /// <inheritdoc cref="SettingsEndpoints.PatchSettingsAsync"/>
    [Function("PatchSettings")]
    public Task<IResult> PatchSettingsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = SettingsRoutes.Settings)] HttpRequest request,
        CancellationToken cancellationToken) =>
        settings.PatchSettingsAsync(request, cancellationToken);

    /// <inheritdoc cref="RecoveryEndpoints.GrantRecoveryAsync"/>
    [Function("GrantRecovery")]
    public Task<IResult> GrantRecoveryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = SettingsRoutes.Recovery)] HttpRequest request,
        string account,
        CancellationToken cancellationToken) =>
        recovery.GrantRecoveryAsync(request, account, cancellationToken);
}
