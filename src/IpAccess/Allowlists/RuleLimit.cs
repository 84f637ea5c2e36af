namespace IpAccess.Allowlists;

/// <summary>Refuses writes that make a list longer than its own settings want it.</summary>
internal static class RuleLimit
{
    /// <summary>
    /// Why the write must not be made; null where it may. Judged on the resulting list and its settings; one that got too long
    /// before the limit was set may stay so, and get shorter.
    /// </summary>
    public static Refusal? Check(IAllowlist before, IAllowlist after) =>
        after.Settings.RuleLimit is { } limit && after.RuleCount > limit && after.RuleCount > before.RuleCount
            ? Refusal.Conflict(FormattableString.Invariant($"The list would have {after.RuleCount} rules, and its rule_limit is {limit}.")) with
            {
                Code = "rule_limit",
            }
            : null;
}
