using System.Text.Json.Serialization;
using IpAccess.Allowlists;

namespace IpAccess.Rules;

/// <summary>The answer to adding rules, or to replacing the list.</summary>
internal sealed record AddedRulesView(long Version, int Added, int Unchanged)
{
    /// <summary>How many rules went; only where the list was replaced.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Removed { get; init; }

    /// <summary>The rule of each network named, once, in the order given.</summary>
    public required IEnumerable<RuleView> Rules { get; init; }

    /// <summary>What the caller should know; left out where there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Warning>? Warnings { get; init; }
}
