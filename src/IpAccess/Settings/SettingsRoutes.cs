namespace IpAccess.Settings;

/// <summary>The routes of the list's settings.</summary>
public static class SettingsRoutes
{
    /// <summary>The list's settings.</summary>
    public const string Settings = "v1/allowlist";

    /// <summary>Letting one address into an account for a while.</summary>
    public const string Recovery = "v1/accounts/{account}/recovery";
}
