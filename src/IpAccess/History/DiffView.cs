using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http.Messages;
using IpAccess.Rules;

namespace IpAccess.History;

/// <summary>What changed between two versions, as the API shows it: a page of networks in order, and the settings.</summary>
/// <param name="Version">The version that it leads to.</param>
/// <param name="Against">The version that it leads from.</param>
/// <param name="Added">The rules of networks that had none.</param>
/// <param name="Removed">The rules of networks that have none any more.</param>
/// <param name="Changed">The rules that are not as they were.</param>
/// <param name="Settings">The settings that are not as they were, by name.</param>
/// <param name="NextCursor">Where the next page starts; null on the last one.</param>
internal sealed record DiffView(
    long Version,
    long Against,
    IEnumerable<RuleView> Added,
    IEnumerable<RuleView> Removed,
    IEnumerable<ChangedRuleView> Changed,
    IReadOnlyDictionary<string, ChangedMember> Settings,
    string? NextCursor)
{
    /// <summary>The view of a page of differences.</summary>
    public static DiffView Of(Allowlist before, Allowlist after, Listing<RuleDifference> page) => new(
        after.Version,
        before.Version,
        page.Items.Where(rule => rule.Before is null).Select(rule => RuleView.Of(rule.After!)),
        page.Items.Where(rule => rule.After is null).Select(rule => RuleView.Of(rule.Before!)),
        page.Items.Where(rule => rule is { Before: not null, After: not null })
            .Select(rule => new ChangedRuleView(RuleView.Of(rule.Before!), RuleView.Of(rule.After!))),
        VersionSettingsView.Compare(before.Settings, after.Settings),
        page.NextCursor);
}

/// <summary>A rule that is not as it was, as the API shows it.</summary>
internal sealed record ChangedRuleView(RuleView Before, RuleView After);
