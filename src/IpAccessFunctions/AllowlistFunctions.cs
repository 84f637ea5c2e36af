using IpAccess;
using IpAccess.Audit;
using IpAccess.Rules;
using IpAccess.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>The list of an account: settings, rules, audit, as functions.</summary>
public sealed class AllowlistFunctions(SettingsEndpoints settings, RuleEndpoints rules, BulkEndpoints bulk, AuditEndpoints audit)
{
    /// <inheritdoc cref="SettingsEndpoints.GetSettingsAsync"/>
    [Function("GetSettings")]
    public Task<IResult> GetSettingsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.Allowlist)] HttpRequest request,
        CancellationToken cancellationToken) =>
        settings.GetSettingsAsync(request, cancellationToken);

    /// <inheritdoc cref="SettingsEndpoints.PatchSettingsAsync"/>
    [Function("PatchSettings")]
    public Task<IResult> PatchSettingsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Routes.Allowlist)] HttpRequest request,
        CancellationToken cancellationToken) =>
        settings.PatchSettingsAsync(request, cancellationToken);

    /// <inheritdoc cref="RuleEndpoints.ListRulesAsync"/>
    [Function("ListRules")]
    public Task<IResult> ListRulesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.Rules)] HttpRequest request,
        CancellationToken cancellationToken) =>
        rules.ListRulesAsync(request, cancellationToken);

    /// <inheritdoc cref="RuleEndpoints.GetRuleAsync"/>
    [Function("GetRule")]
    public Task<IResult> GetRuleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.Rule)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        rules.GetRuleAsync(request, id, cancellationToken);

    /// <inheritdoc cref="RuleEndpoints.PatchRuleAsync"/>
    [Function("PatchRule")]
    public Task<IResult> PatchRuleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Routes.Rule)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        rules.PatchRuleAsync(request, id, cancellationToken);

    /// <inheritdoc cref="RuleEndpoints.DeleteRuleAsync"/>
    [Function("DeleteRule")]
    public Task<IResult> DeleteRuleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.Rule)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        rules.DeleteRuleAsync(request, id, cancellationToken);

    /// <inheritdoc cref="BulkEndpoints.AddRulesAsync"/>
    [Function("AddRules")]
    public Task<IResult> AddRulesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Rules)] HttpRequest request,
        CancellationToken cancellationToken) =>
        bulk.AddRulesAsync(request, cancellationToken);

    /// <inheritdoc cref="BulkEndpoints.ReplaceRulesAsync"/>
    [Function("ReplaceRules")]
    public Task<IResult> ReplaceRulesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.Rules)] HttpRequest request,
        CancellationToken cancellationToken) =>
        bulk.ReplaceRulesAsync(request, cancellationToken);

    /// <inheritdoc cref="BulkEndpoints.DeleteRulesAsync"/>
    [Function("DeleteRules")]
    public Task<IResult> DeleteRulesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.RulesDelete)] HttpRequest request,
        CancellationToken cancellationToken) =>
        bulk.DeleteRulesAsync(request, cancellationToken);

    /// <inheritdoc cref="AuditEndpoints.ListAuditAsync"/>
    [Function("ListAudit")]
    public Task<IResult> ListAuditAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.Audit)] HttpRequest request,
        CancellationToken cancellationToken) =>
        audit.ListAuditAsync(request, cancellationToken);
}
