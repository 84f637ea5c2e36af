using System.Collections.Immutable;
using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Storage.Caching;
using IpAccess.Text;

namespace IpAccess.Settings;

/// <summary>A merge patch of the settings (RFC 7396): what it leaves open stays.</summary>
internal sealed record SettingsPatch
{
    private const int MaxSurfaces = 100;
    private const int MaxDailyLimit = 10_000;
    private const int MaxRuleLimit = 10_000_000;

    private Mode? Mode { get; init; }

    private UnknownPolicy? Unknown { get; init; }

    private EmptyList? EmptyList { get; init; }

    private Optional<long?> MaxStaleSeconds { get; init; }

    private ImmutableArray<string>? ExemptSurfaces { get; init; }

    private (int? V4, int? V6, int? Daily) Auto { get; init; }

    private bool? LockoutGuard { get; init; }

    private FailurePolicy? OnFailure { get; init; }

    private Optional<long?> RuleLimit { get; init; }

    private bool? ProtectManagement { get; init; }

    /// <summary>Whether this switches the lockout guard off, which it does alone or not at all.</summary>
    public bool SwitchesGuardOff => LockoutGuard == false;

    /// <summary>Reads a patch; what is wrong becomes a fault.</summary>
    public static SettingsPatch Read(JsonElement root, Faults faults) => Read(root, string.Empty, faults);

    /// <summary>
    /// Reads a patch that stands at this pointer; what is wrong becomes a fault. Where it is all of an account's settings, and so
    /// nobody's change, any of them may stand beside any other.
    /// </summary>
    public static SettingsPatch Read(JsonElement root, string at, Faults faults, bool isWhole = false)
    {
        var fields = new JsonFields(
            root, at, faults, "mode", "unknown", "empty_list", "exempt_surfaces", "auto", "lockout_guard", "on_failure", "max_stale_seconds", "rule_limit",
            "protect_management");
        fields.RefuseNulls(
            "mode", "unknown", "empty_list", "exempt_surfaces", "auto", "lockout_guard", "on_failure", "protect_management");
        var guard = fields.Flag("lockout_guard");
        if (guard == false && !isWhole && root.EnumerateObject().Count() > 1)
        {
            faults.Add(fields.At("lockout_guard"), "false", "must_stand_alone", "Switching the lockout guard off stands alone in its request.");
        }

        return new()
        {
            Mode = fields.Choice<Mode>("mode"),
            Unknown = ReadUnknown(fields, faults),
            EmptyList = fields.Choice<EmptyList>("empty_list"),
            ExemptSurfaces = fields.Has("exempt_surfaces") ? ReadSurfaces(fields, faults) : null,
            Auto = ReadAuto(fields, faults),
            LockoutGuard = guard,
            OnFailure = fields.Choice<FailurePolicy>("on_failure"),
            ProtectManagement = fields.Flag("protect_management"),
            MaxStaleSeconds = new(
                fields.Has("max_stale_seconds"), fields.Number("max_stale_seconds", CachePolicy.LeastFailSafeSeconds, CachePolicy.MostFailSafeSeconds)),
            RuleLimit = new(fields.Has("rule_limit"), fields.Number("rule_limit", 1, MaxRuleLimit)),
        };
    }

    /// <summary>The settings with the patch applied.</summary>
    public AllowlistSettings ApplyTo(AllowlistSettings settings) => settings with
    {
        Mode = Mode ?? settings.Mode,
        Unknown = Unknown ?? settings.Unknown,
        EmptyList = EmptyList ?? settings.EmptyList,
        ExemptSurfaces = ExemptSurfaces ?? settings.ExemptSurfaces,
        Auto = new()
        {
            PrefixV4 = Auto.V4 ?? settings.Auto.PrefixV4,
            PrefixV6 = Auto.V6 ?? settings.Auto.PrefixV6,
            DailyLimit = Auto.Daily ?? settings.Auto.DailyLimit,
        },
        LockoutGuard = LockoutGuard ?? settings.LockoutGuard,
        OnFailure = OnFailure ?? settings.OnFailure,
        ProtectManagement = ProtectManagement ?? settings.ProtectManagement,
        MaxStaleSeconds = (int?)MaxStaleSeconds.Or(settings.MaxStaleSeconds),
        RuleLimit = RuleLimit.Or(settings.RuleLimit),
    };

    /// <summary>What the patch comes to; null where it changes nothing.</summary>
    public Change? ChangeOf(Actor actor, AllowlistSettings current)
    {
        var settings = ApplyTo(current);
        return SettingsText.AreSame(settings, current)
            ? null
            : new() { Settings = settings, Audit = [AuditJson.SettingsChanged(actor, current, settings)] };
    }

    private static UnknownPolicy? ReadUnknown(JsonFields fields, Faults faults)
    {
        var policy = fields.Choice<UnknownPolicy>("unknown");
        if (policy is UnknownPolicy.Review or UnknownPolicy.Auto)
        {
            faults.Add(fields.At("unknown"), fields.Text("unknown"), "not_available", "This version of the service can not review unknown addresses.");
        }

        return policy;
    }

    private static ImmutableArray<string> ReadSurfaces(JsonFields fields, Faults faults)
    {
        var surfaces = fields.Texts("exempt_surfaces").ToList();
        foreach (var (text, at) in surfaces)
        {
            _ = Token.Read(text, at, faults);
        }

        if (surfaces.Count > MaxSurfaces)
        {
            faults.Add(fields.At("exempt_surfaces"), null, "too_long", "At most 100 surfaces.");
        }

        return [.. surfaces.Select(surface => surface.Text).Distinct(StringComparer.Ordinal)];
    }

    private static (int? V4, int? V6, int? Daily) ReadAuto(JsonFields fields, Faults faults)
    {
        if (fields.Object("auto", "prefix_v4", "prefix_v6", "daily_limit", "learning_until") is not { } auto)
        {
            return default;
        }

        auto.RefuseNulls("prefix_v4", "prefix_v6", "daily_limit");
        if (auto.Text("learning_until") is { } until)
        {
            faults.Add(auto.At("learning_until"), until, "not_available", "This version of the service can not learn.");
        }

        return (
            (int?)auto.Number("prefix_v4", 8, 32),
            (int?)auto.Number("prefix_v6", 16, 128),
            (int?)auto.Number("daily_limit", 0, MaxDailyLimit));
    }
}
