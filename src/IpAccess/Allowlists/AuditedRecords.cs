using System.Text.Json.Serialization;
using IpAccess.Decisions;
using IpAccess.Text;

namespace IpAccess.Allowlists;

/// <summary>A rule as the audit tells it. Times are RFC 3339.</summary>
internal sealed record AuditedRule(
    long Id,
    string Network,
    string? Label,
    bool Enabled,
    string? ExpiresAt,
    string Source,
    string CreatedBy,
    string CreatedAt,
    string UpdatedAt)
{
    /// <summary>The record of a rule.</summary>
    public static AuditedRule Of(Rule rule) => new(
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

/// <summary>An address let in for a while, as the audit tells it.</summary>
internal sealed record AuditedRecovery(string Address, string Until, string? Reason)
{
    /// <summary>The record of a recovery.</summary>
    public static AuditedRecovery Of(Recovery recovery) => new(recovery.Address.ToString(), TimeText.Of(recovery.Until), recovery.Reason);
}

/// <summary>Settings as the audit tells them.</summary>
internal sealed record AuditedSettings(
    Mode Mode,
    UnknownPolicy Unknown,
    EmptyList EmptyList,
    IReadOnlyList<string> ExemptSurfaces,
    AutoSettings Auto,
    bool LockoutGuard,
    FailurePolicy OnFailure,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MaxStaleSeconds,
    bool ProtectManagement,
    long? RuleLimit,
    IEnumerable<AuditedRecovery> Recoveries)
{
    /// <summary>The record of settings.</summary>
    public static AuditedSettings Of(AllowlistSettings settings) => new(
        settings.Mode,
        settings.Unknown,
        settings.EmptyList,
        settings.ExemptSurfaces,
        settings.Auto,
        settings.LockoutGuard,
        settings.OnFailure,
        settings.MaxStaleSeconds,
        settings.ProtectManagement,
        settings.RuleLimit,
        settings.Recoveries.Select(AuditedRecovery.Of));
}

/// <summary>One side of a restoration, as the audit tells it.</summary>
/// <param name="Version">The version that was in force, or the one whose list came back.</param>
/// <param name="Rules">Its rules that the other has not, or not so; left out where there are over 100.</param>
/// <param name="RuleCount">How many they are, where they are left out.</param>
/// <param name="Settings">Its settings, where they differ.</param>
internal sealed record AuditedRestoration(
    long Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IEnumerable<AuditedRule>? Rules,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RuleCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AuditedSettings? Settings);
