using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Http.Messages;
using IpAccess.Settings;

namespace IpAccess.History;

/// <summary>The settings as a version holds them, as the API shows them.</summary>
internal sealed record VersionSettingsView(
    Mode Mode,
    UnknownPolicy Unknown,
    EmptyList EmptyList,
    IReadOnlyList<string> ExemptSurfaces,
    AutoView Auto,
    bool LockoutGuard,
    FailurePolicy OnFailure,
    int? MaxStaleSeconds,
    bool ProtectManagement,
    IEnumerable<RecoveryView> Recoveries,
    long? RuleLimit)
{
    /// <summary>The view of settings.</summary>
    public static VersionSettingsView Of(AllowlistSettings settings) => new(
        settings.Mode,
        settings.Unknown,
        settings.EmptyList,
        settings.ExemptSurfaces,
        AutoView.Of(settings.Auto),
        settings.LockoutGuard,
        settings.OnFailure,
        settings.MaxStaleSeconds,
        settings.ProtectManagement,
        settings.Recoveries.Select(RecoveryView.Of),
        settings.RuleLimit);

    /// <summary>The members that are not the same in two settings, each as it was and as it is.</summary>
    public static IReadOnlyDictionary<string, ChangedMember> Compare(AllowlistSettings before, AllowlistSettings after)
    {
        var (one, other) = (ToJson(before), ToJson(after));
        return one.EnumerateObject()
            .Select(member => (member.Name, Change: new ChangedMember(member.Value, other.GetProperty(member.Name))))
            .Where(member => !JsonElement.DeepEquals(member.Change.Before, member.Change.After))
            .ToDictionary(member => member.Name, member => member.Change, StringComparer.Ordinal);
    }

    private static JsonElement ToJson(AllowlistSettings settings) => JsonSerializer.SerializeToElement(Of(settings), ApiJson.Options);
}

/// <summary>A member of the settings that differs between two versions.</summary>
internal sealed record ChangedMember(JsonElement Before, JsonElement After);
