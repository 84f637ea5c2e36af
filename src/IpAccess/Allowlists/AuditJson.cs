using System.Text.Json;
using System.Text.Json.Serialization;
using IpAccess.Decisions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Rules;
using IpAccess.Settings;

namespace IpAccess.Allowlists;

/// <summary>What the audit says of a change, as JSON.</summary>
internal static class AuditJson
{
    /// <summary>Up to so many rules are told one by one.</summary>
    public const int RulesTold = 100;

    // Settings hold addresses and times as storage has them: the audit tells them as the API does everywhere else.
    private static readonly JsonSerializerOptions Options = new(ApiJson.Options) { Converters = { new RecoveryConverter() } };

    /// <summary>An entry for what a caller does.</summary>
    public static AuditEntry Entry(string action, Caller caller, object before, object after) =>
        new(action, ActorOf(caller), ToJson(before), ToJson(after), caller.RequestId);

    /// <summary>An entry for a caller's change of the settings.</summary>
    public static AuditEntry SettingsChanged(Caller caller, AllowlistSettings before, AllowlistSettings after) =>
        Entry("settings_changed", caller, new { Settings = before }, new { Settings = after });

    /// <summary>Rules as the audit tells them: each one, or how many where there are over 100.</summary>
    public static object Rules(IReadOnlyCollection<Rule> rules) => rules.Count <= RulesTold
        ? new { Rules = rules.Select(RuleView.Of) }
        : new { RuleCount = rules.Count };

    /// <summary>The entry of a change that takes the last rules, where an empty list lets everyone in; none otherwise.</summary>
    public static IEnumerable<AuditEntry> Lifted(Caller caller, long ruleCount, long left, AllowlistSettings after) =>
        left == 0 && ruleCount > 0 && after.EmptyList == EmptyList.Allow
            ? [Entry("enforcement_lifted", caller, new { RuleCount = ruleCount }, new { RuleCount = 0 })]
            : [];

    private static Actor ActorOf(Caller caller) =>
        new(caller.KeyId, caller.Client.Address.ToString(), caller.Client.DerivedFrom);

    private static byte[] ToJson(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    private sealed class RecoveryConverter : JsonConverter<Recovery>
    {
        public override Recovery Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("What the audit tells is not read back.");

        public override void Write(Utf8JsonWriter writer, Recovery value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, RecoveryView.Of(value), options);
    }
}
