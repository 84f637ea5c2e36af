using IpAccess.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>The rules of a list, as functions.</summary>
public sealed class RuleFunctions(RuleEndpoints rules, BulkEndpoints bulk)
{
    /// <inheritdoc cref="RuleEndpoints.ListRulesAsync"/>
    [Function("ListRules")]
    public Task<IResult> ListRulesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = RuleRoutes.Rules)] HttpRequest request,
        CancellationToken cancellationToken) =>
        rules.ListRulesAsync(request, cancellationToken);

    /// <inheritdoc cref="RuleEndpoints.GetRuleAsync"/>
    [Function("GetRule")]
    public Task<IResult> GetRuleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = RuleRoutes.Rule)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        rules.GetRuleAsync(request, id, cancellationToken);

    /// <inheritdoc cref="RuleEndpoints.PatchRuleAsync"/>
    [Function("PatchRule")]
    public Task<IResult> PatchRuleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = RuleRoutes.Rule)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        rules.PatchRuleAsync(request, id, cancellationToken);

    /// <inheritdoc cref="RuleEndpoints.DeleteRuleAsync"/>
    [Function("DeleteRule")]
    public Task<IResult> DeleteRuleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = RuleRoutes.Rule)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        rules.DeleteRuleAsync(request, id, cancellationToken);

    /// <inheritdoc cref="BulkEndpoints.AddRulesAsync"/>
    [Function("AddRules")]
    public Task<IResult> AddRulesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = RuleRoutes.Rules)] HttpRequest request,
        CancellationToken cancellationToken) =>
        bulk.AddRulesAsync(request, cancellationToken);

    /// <inheritdoc cref="BulkEndpoints.ReplaceRulesAsync"/>
    [Function("ReplaceRules")]
    public Task<IResult> ReplaceRulesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = RuleRoutes.Rules)] HttpRequest request,
        CancellationToken cancellationToken) =>
        bulk.ReplaceRulesAsync(request, cancellationToken);

    /// <inheritdoc cref="BulkEndpoints.DeleteRulesAsync"/>
    [Function("DeleteRules")]
    public Task<IResult> DeleteRulesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = RuleRoutes.Delete)] HttpRequest request,
        CancellationToken cancellationToken) =>
        bulk.DeleteRulesAsync(request, cancellationToken);
}
