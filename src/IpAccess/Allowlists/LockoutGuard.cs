using IpAccess.Decisions;
using IpAccess.Networks;

namespace IpAccess.Allowlists;

/// <summary>Refuses writes whose resulting list would not let their own caller in (docs/guard.md, "The lockout guard").</summary>
internal static class LockoutGuard
{
    /// <summary>Why the write must not be made; null where it may. Judged on the resulting list.</summary>
    public static async Task<Refusal?> CheckAsync(
        IAllowlist before, IAllowlist after, Address caller, long now, CancellationToken cancellationToken)
    {
        var isGuarded = before.Settings.LockoutGuard || after.Settings.LockoutGuard;
        return isGuarded ? await CheckAsync(after, caller, now, cancellationToken) : null;
    }

    /// <summary>Why a list must not stay in force, guarded or not; null where it may.</summary>
    public static async Task<Refusal?> CheckAsync(IAllowlist list, Address caller, long now, CancellationToken cancellationToken) =>
        list.Settings.Mode != Mode.Enforce || await LetsInAsync(list, caller, now, cancellationToken)
            ? null
            : Refusal.WouldLockYouOut(caller);

    /// <summary>What to tell a caller who would be let in now, but only until a rule expires; nothing otherwise.</summary>
    public static async Task<IReadOnlyList<Warning>> WarnAsync(
        IAllowlist list, Address caller, long now, CancellationToken cancellationToken)
    {
        if (!list.Settings.LockoutGuard || list.Settings.Mode != Mode.Enforce)
        {
            return [];
        }

        var covering = (await list.CoveringAsync(caller, cancellationToken)).Where(rule => rule.IsInForce(now)).ToList();
        return covering.Count > 0 && covering.TrueForAll(rule => rule.ExpiresAt is not null)
            ? [Warning.ExpiresOnYou(caller, covering.Max(rule => rule.ExpiresAt!.Value))]
            : [];
    }

    private static async Task<bool> LetsInAsync(IAllowlist list, Address address, long now, CancellationToken cancellationToken) =>
        Decision.ByList(list.Settings.ForDecisions(), await list.IndexForAsync(address, cancellationToken), address, now).Allowed;
}
