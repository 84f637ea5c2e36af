using System.Text.Json.Serialization;
using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Text;

namespace IpAccess.Settings;

/// <summary>The settings of an account as the API shows them.</summary>
internal sealed record SettingsView(
    string Account,
    long Version,
    Mode Mode,
    UnknownPolicy Unknown,
    EmptyList EmptyList,
    IReadOnlyList<string> ExemptSurfaces,
    AutoView Auto,
    bool LockoutGuard,
    FailurePolicy OnFailure,
    int MaxStaleSeconds,
    bool ProtectManagement,
    NotifyView Notify,
    IEnumerable<RecoveryView> Recoveries,
    long RuleCount,
    long? RuleLimit,
    string UpdatedAt,
    string? YourAddress,
    bool YourAddressAllowed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PendingView? AwaitingConfirmation)
{
    /// <summary>What who manages the list should know; left out where there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Warning>? Warnings { get; init; }

    /// <summary>The view of a list's settings for a caller with this address.</summary>
    /// <param name="maxStaleSeconds">How old a list may be that decides while storage is away, where its account does not say.</param>
    public static async Task<SettingsView> OfAsync(
        IAllowlist list, Address caller, int maxStaleSeconds, long now, CancellationToken cancellationToken)
    {
        var settings = list.Settings;
        var index = await list.IndexForAsync(caller, cancellationToken);
        var isAllowed = !caller.IsNone && Decision.For(settings.ForDecisions(), index, caller, surface: null, now).Allowed;
        return new(
            list.Account,
            list.Version,
            settings.Mode,
            settings.Unknown,
            settings.EmptyList,
            settings.ExemptSurfaces,
            AutoView.Of(settings.Auto),
            settings.LockoutGuard,
            settings.OnFailure,
            settings.MaxStaleSeconds ?? maxStaleSeconds,
            settings.ProtectManagement,
            new([], Webhook: null),
            settings.Recoveries.Where(recovery => recovery.IsActive(now)).Select(RecoveryView.Of),
            list.RuleCount,
            settings.RuleLimit,
            TimeText.Of(list.UpdatedAt),
            caller.IsNone ? null : caller.ToString(),
            isAllowed,
            PendingView.Of(list.Pending));
    }
}

/// <summary>How rules are added without a person, as the API shows it.</summary>
internal sealed record AutoView(int PrefixV4, int PrefixV6, int DailyLimit, string? LearningUntil)
{
    /// <summary>The view of these settings.</summary>
    public static AutoView Of(AutoSettings auto) => new(auto.PrefixV4, auto.PrefixV6, auto.DailyLimit, LearningUntil: null);
}

/// <summary>Who is told of addresses to review, as the API shows it.</summary>
internal sealed record NotifyView(IReadOnlyList<string> Emails, string? Webhook);
