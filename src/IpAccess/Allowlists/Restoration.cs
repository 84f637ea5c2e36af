namespace IpAccess.Allowlists;

/// <summary>What it takes to make an earlier version's list the list of today: its rules come back as they were, their ids included.</summary>
internal static class Restoration
{
    private const string RevertedBy = "service";

    /// <summary>
    /// A caller's wish. What protects stays as it is: the guard against lockouts, the management's own protection, and whom the
    /// operator lets in for a while (docs/allowlist.md, "Versions").
    /// </summary>
    /// <returns>The change; null where the list is that already.</returns>
    public static async Task<Change?> RestoreAsync(
        Actor actor, IAllowlist current, IAllowlist target, CancellationToken cancellationToken)
    {
        var settings = target.Settings with
        {
            LockoutGuard = current.Settings.LockoutGuard,
            ProtectManagement = current.Settings.ProtectManagement,
            MaxStaleSeconds = current.Settings.MaxStaleSeconds,
            Recoveries = current.Settings.Recoveries,
        };
        var (change, differs) = await ChangeAsync("restored", actor, current, target, settings, cancellationToken);
        return differs ? change : null;
    }

    /// <summary>What becomes of a version that nobody confirmed: all of it is undone, but whom the operator let in since.</summary>
    public static async Task<Change> RevertAsync(
        PendingVersion pending, IAllowlist current, IAllowlist target, CancellationToken cancellationToken)
    {
        var service = Actor.Service(RevertedBy, pending.RequestId);
        var settings = Reverted(current.Settings, target.Settings);
        return (await ChangeAsync("reverted", service, current, target, settings, cancellationToken)).Change;
    }

    /// <summary>The settings once a version that nobody confirmed is undone: the earlier ones, and whom the operator let in since.</summary>
    public static AllowlistSettings Reverted(AllowlistSettings current, AllowlistSettings earlier) =>
        earlier with { Recoveries = current.Recoveries };

    private static async Task<(Change Change, bool Differs)> ChangeAsync(
        string action, Actor actor, IAllowlist current, IAllowlist target, AllowlistSettings settings, CancellationToken cancellationToken)
    {
        var (gone, back) = (new RulesTold(), new RulesTold());
        await foreach (var difference in target.CompareAsync(current, after: null, cancellationToken))
        {
            gone.Add(difference.Before);
            back.Add(difference.After);
        }

        var hasOtherSettings = !SettingsText.AreSame(settings, current.Settings);
        var before = Told(current, gone, hasOtherSettings ? current.Settings : null);
        var after = Told(target, back, hasOtherSettings ? settings : null);
        var change = new Change
        {
            RulesOf = target,
            Settings = settings,
            Pending = new(true, null),
            Audit =
            [
                AuditJson.Entry(action, actor, before, after),
                .. AuditJson.Lifted(actor, current.RuleCount, target.RuleCount, settings),
            ],
        };
        return (change, hasOtherSettings || gone.Count + back.Count > 0);
    }

    private static AuditedRestoration Told(IAllowlist list, RulesTold rules, AllowlistSettings? settings) => new(
        list.Version,
        rules.Few?.Select(AuditedRule.Of),
        rules.Few is null ? rules.Count : null,
        settings is null ? null : AuditedSettings.Of(settings));

    /// <summary>Rules counted for the audit, which names them where they are few; the others are not kept in memory.</summary>
    private sealed class RulesTold
    {
        private readonly List<Rule> first = [];

        /// <summary>How many they are.</summary>
        public long Count { get; private set; }

        /// <summary>All of them; null where there are too many to be told.</summary>
        public IReadOnlyList<Rule>? Few => Count <= AuditJson.RulesTold ? first : null;

        /// <summary>Takes note of a rule, if there is one.</summary>
        public void Add(Rule? rule)
        {
            if (rule is not null && ++Count <= AuditJson.RulesTold)
            {
                first.Add(rule);
            }
        }
    }
}
