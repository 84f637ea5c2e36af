using System.Text.Json.Serialization;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Rules;

namespace IpAccess.Allowlists;

/// <summary>What it takes to make an earlier version's list the list of today: its rules come back as they were, their ids included.</summary>
internal static class Restoration
{
    private const string RevertedBy = "service";

    /// <summary>
    /// A caller's wish. What protects stays as it is: the guard against lockouts, the management's own protection, and whom the
    /// operator lets in for a while (contract section 4).
    /// </summary>
    /// <returns>The change; null where the list is that already.</returns>
    public static async Task<Change?> RestoreAsync(
        Caller caller, Allowlist current, Allowlist target, CancellationToken cancellationToken)
    {
        var settings = target.Settings with
        {
            LockoutGuard = current.Settings.LockoutGuard,
            ProtectManagement = current.Settings.ProtectManagement,
            Recoveries = current.Settings.Recoveries,
        };
        var (change, differs) = await ChangeAsync("restored", caller, current, target, settings, cancellationToken);
        return differs ? change : null;
    }

    /// <summary>What becomes of a version that nobody confirmed: all of it is undone, but whom the operator let in since.</summary>
    public static async Task<Change> RevertAsync(
        PendingVersion pending, Allowlist current, Allowlist target, CancellationToken cancellationToken)
    {
        var service = Caller.Service(current.Account, RevertedBy, pending.RequestId);
        var settings = Reverted(current.Settings, target.Settings);
        return (await ChangeAsync("reverted", service, current, target, settings, cancellationToken)).Change;
    }

    /// <summary>The settings once a version that nobody confirmed is undone: the earlier ones, and whom the operator let in since.</summary>
    public static AllowlistSettings Reverted(AllowlistSettings current, AllowlistSettings earlier) => earlier with { Recoveries = current.Recoveries };

    private static async Task<(Change Change, bool Differs)> ChangeAsync(
        string action, Caller caller, Allowlist current, Allowlist target, AllowlistSettings settings, CancellationToken cancellationToken)
    {
        var (gone, back) = (new RulesTold(), new RulesTold());
        await foreach (var difference in target.CompareAsync(current, after: null, cancellationToken))
        {
            gone.Add(difference.Before);
            back.Add(difference.After);
        }

        var hasOtherSettings = !SettingsText.AreSame(settings, current.Settings);
        var before = View(current, gone, hasOtherSettings ? current.Settings : null);
        var after = View(target, back, hasOtherSettings ? settings : null);
        var change = new Change
        {
            Root = target.Root,
            Settings = settings,
            Pending = new(true, null),
            Audit =
            [
                AuditJson.Entry(action, caller, before, after),
                .. AuditJson.Lifted(caller, current.RuleCount, target.RuleCount, settings),
            ],
        };
        return (change, hasOtherSettings || gone.Count + back.Count > 0);
    }

    private static RestorationView View(Allowlist list, RulesTold rules, AllowlistSettings? settings) =>
        new(list.Version, rules.Few?.Select(RuleView.Of), rules.Few is null ? rules.Count : null, settings);
}

/// <summary>One side of a restoration, as the audit tells it.</summary>
/// <param name="Version">The version that was in force, or the one whose list came back.</param>
/// <param name="Rules">Its rules that the other has not, or not so; left out where there are over 100.</param>
/// <param name="RuleCount">How many they are, where they are left out.</param>
/// <param name="Settings">Its settings, where they differ.</param>
internal sealed record RestorationView(
    long Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IEnumerable<RuleView>? Rules,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RuleCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AllowlistSettings? Settings);

/// <summary>Rules counted for the audit, which names them where they are few; the others are not kept in memory.</summary>
internal sealed class RulesTold
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
