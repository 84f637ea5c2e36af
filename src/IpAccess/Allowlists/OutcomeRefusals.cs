using IpAccess.Networks;

namespace IpAccess.Allowlists;

/// <summary>Why a write must not be made, judged on what would come of it: for writes, and for who only wants to know.</summary>
internal static class OutcomeRefusals
{
    /// <summary>The gravest refusal; null where the write may be made.</summary>
    /// <param name="before">The list as it is.</param>
    /// <param name="after">The list as the write would make it.</param>
    /// <param name="caller">The caller's own address.</param>
    /// <param name="now">The time, in Unix seconds.</param>
    /// <param name="cancellationToken">Stops the reading of the lists.</param>
    public static async Task<Refusal?> GravestAsync(
        IAllowlist before, IAllowlist after, Address caller, long now, CancellationToken cancellationToken) =>
        await LockoutGuard.CheckAsync(before, after, caller, now, cancellationToken) ?? RuleLimit.Check(before, after);
}
