using IpAccess.Allowlists.Versions;
using IpAccess.Decisions;
using IpAccess.Http.Messages;
using IpAccess.Networks;

namespace IpAccess.Allowlists;

/// <summary>Refuses writes whose resulting list would not let their own caller in (contract section 4).</summary>
internal static class LockoutGuard
{
    /// <summary>Why the write must not be made; null where it may. Judged on the resulting list.</summary>
    public static async Task<Problem?> CheckAsync(
        Allowlist before, Allowlist after, Address caller, long now, CancellationToken cancellationToken)
    {
        var isGuarded = before.Settings.LockoutGuard || after.Settings.LockoutGuard;
        return !isGuarded || after.Settings.Mode != Mode.Enforce || await LetsInAsync(after, caller, now, cancellationToken)
            ? null
            : Problems.WouldLockYouOut(caller.ToString());
    }

    /// <summary>Whether the list itself lets an address in: by a rule in force, or by being empty where that lets everyone in.</summary>
    public static async Task<bool> LetsInAsync(Allowlist list, Address address, long now, CancellationToken cancellationToken) =>
        Decision.ByList(list.Settings.ForDecisions(), await list.IndexForAsync(address, cancellationToken), address, now).Allowed;

    /// <summary>What to tell a caller who would be let in now, but only until a rule expires; nothing otherwise.</summary>
    public static async Task<IReadOnlyList<Warning>> WarnAsync(
        Allowlist list, Address caller, long now, CancellationToken cancellationToken)
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
}
