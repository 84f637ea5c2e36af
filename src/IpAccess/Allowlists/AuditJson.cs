using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IpAccess.Decisions;

namespace IpAccess.Allowlists;

/// <summary>What the audit says of a change, as JSON. It is stored as it is told: its records are its own, and no view of the API.</summary>
internal static class AuditJson
{
    /// <summary>Up to so many rules are told one by one.</summary>
    public const int RulesTold = 100;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>An entry for what somebody does.</summary>
    public static AuditEntry Entry(string action, Actor actor, object before, object after) =>
        new(action, actor, ToJson(before), ToJson(after));

    /// <summary>An entry for a change of the settings.</summary>
    public static AuditEntry SettingsChanged(Actor actor, AllowlistSettings before, AllowlistSettings after) =>
        Entry("settings_changed", actor, new { Settings = AuditedSettings.Of(before) }, new { Settings = AuditedSettings.Of(after) });

    /// <summary>Rules as the audit tells them: each one, or how many where there are over 100.</summary>
    public static object Rules(IReadOnlyCollection<Rule> rules) => rules.Count <= RulesTold
        ? new { Rules = rules.Select(AuditedRule.Of) }
        : new { RuleCount = rules.Count };

    /// <summary>The entry of a change that takes the last rules, where an empty list lets everyone in; none otherwise.</summary>
    public static IEnumerable<AuditEntry> Lifted(Actor actor, long ruleCount, long left, AllowlistSettings after) =>
        left == 0 && ruleCount > 0 && after.EmptyList == EmptyList.Allow
            ? [Entry("enforcement_lifted", actor, new { RuleCount = ruleCount }, new { RuleCount = 0 })]
            : [];

    private static byte[] ToJson(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);
}
