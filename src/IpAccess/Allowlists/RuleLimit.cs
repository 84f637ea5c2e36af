using IpAccess.Allowlists.Versions;
using IpAccess.Http.Messages;

namespace IpAccess.Allowlists;

/// <summary>Refuses writes that make a list longer than its own settings want it.</summary>
internal static class RuleLimit
{
    /// <summary>
    /// Why the write must not be made; null where it may. Judged on the resulting list and its settings; one that got too long
    /// before the limit was set may stay so, and get shorter.
    /// </summary>
    public static Problem? Check(Allowlist before, Allowlist after) =>
        after.Settings.RuleLimit is { } limit && after.RuleCount > limit && after.RuleCount > before.RuleCount
            ? Problems.RuleLimit(limit, after.RuleCount)
            : null;
}
