using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Storage.Caching;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Settings;

/// <summary>The settings of an account's list (docs/allowlist.md, "Settings of the list").</summary>
public sealed class SettingsEndpoints
{
    private readonly Gate gate;
    private readonly AllowlistStore store;
    private readonly AllowlistEditor editor;
    private readonly DecisionMemory memory;
    private readonly CachePolicy policy;
    private readonly TimeProvider clock;

    internal SettingsEndpoints(
        Gate gate, AllowlistStore store, AllowlistEditor editor, DecisionMemory memory, CachePolicy policy, TimeProvider clock) =>
        (this.gate, this.store, this.editor, this.memory, this.policy, this.clock) = (gate, store, editor, memory, policy, clock);

    /// <summary><c>GET /v1/allowlist</c>.</summary>
    public Task<IResult> GetSettingsAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistRead, async caller =>
        {
            return await store.SettleAsync(caller.Account, cancellationToken) is { } list
                ? await ShowAsync(request, caller, list, cancellationToken)
                : Answer.From(request, Problems.NotFound);
        }, cancellationToken);

    /// <summary><c>PATCH /v1/allowlist</c>: a merge patch; answers the new settings.</summary>
    public Task<IResult> PatchSettingsAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.WriteAsync(request, Input.Json(SettingsPatch.Read, BodyReader.MergePatch), async (caller, terms, patch) =>
        {
            // Switching the lockout guard off is the one write of a caller that nothing refuses.
            var result = await editor.EditAsync(
                caller.Account,
                caller.Actor,
                terms with { IsJudged = !patch.SwitchesGuardOff },
                (current, _, _) => Task.FromResult(Plan.Of(patch.ChangeOf(caller.Actor, current.Settings), default(Nothing))),
                cancellationToken);
            return await Answer.EditedAsync(request, result, list => ShowAsync(request, caller, list, cancellationToken));
        }, cancellationToken);

    private async Task<IResult> ShowAsync(HttpRequest request, Caller caller, IAllowlist list, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var view = await SettingsView.OfAsync(
            list, caller.Client.Address, (int)policy.FailSafeFor.TotalSeconds, now, cancellationToken);
        return Answer.Json(
            request, list.Version, memory.Holds(list.RuleCount) ? view : view with { Warnings = [Warning.TooLargeForMemory] });
    }
}
