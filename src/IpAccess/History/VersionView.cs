using System.Text.Json.Serialization;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http.Messages;
using IpAccess.Rules;
using IpAccess.Text;

namespace IpAccess.History;

/// <summary>A version of a list as the API shows it, without its rules.</summary>
internal sealed record VersionView(long Version, string CreatedAt, long RuleCount)
{
    /// <summary>What the caller who made it should know; left out where there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Warning>? Warnings { get; init; }

    /// <summary>The view of a version as its row holds it.</summary>
    public static VersionView Of(ListState state) => new(state.Version, TimeText.Of(state.UpdatedAt), state.Root.RuleCount);

    /// <summary>The view of a version.</summary>
    public static VersionView Of(IAllowlist list) => new(list.Version, TimeText.Of(list.UpdatedAt), list.RuleCount);
}

/// <summary>A version of a list as the API shows it, with a page of its rules.</summary>
internal sealed record VersionWithRulesView(
    long Version, string CreatedAt, long RuleCount, VersionSettingsView Settings, IEnumerable<RuleView> Rules, string? NextCursor)
{
    /// <summary>The view of a version and of rules of it.</summary>
    public static VersionWithRulesView Of(Allowlist list, Listing<Rule> page) => new(
        list.Version,
        TimeText.Of(list.UpdatedAt),
        list.RuleCount,
        VersionSettingsView.Of(list.Settings),
        page.Items.Select(RuleView.Of),
        page.NextCursor);
}
