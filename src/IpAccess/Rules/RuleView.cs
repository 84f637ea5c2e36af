using System.Text.Json.Serialization;
using IpAccess.Allowlists;
using IpAccess.Text;

namespace IpAccess.Rules;

/// <summary>A rule as the API shows it. Only one that is not made yet has no id.</summary>
internal sealed record RuleView(
    long? Id,
    string Network,
    string? Label,
    bool Enabled,
    string? ExpiresAt,
    string Source,
    string CreatedBy,
    string CreatedAt,
    string UpdatedAt)
{
    /// <summary>What the caller who wrote it should know; left out where there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Warning>? Warnings { get; init; }

    /// <summary>The view of a rule.</summary>
    public static RuleView Of(Rule rule) => new(
        rule.Id,
        rule.Network.ToString(),
        rule.Label,
        rule.Enabled,
        TimeText.Of(rule.ExpiresAt),
        rule.Source,
        rule.CreatedBy,
        TimeText.Of(rule.CreatedAt),
        TimeText.Of(rule.UpdatedAt));
}
