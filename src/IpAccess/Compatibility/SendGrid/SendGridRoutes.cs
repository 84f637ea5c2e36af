namespace IpAccess.Compatibility.SendGrid;

/// <summary>The routes that SendGrid's clients call.</summary>
public static class SendGridRoutes
{
    /// <summary>The rules, as SendGrid shows them.</summary>
    public const string Whitelist = "v3/access_settings/whitelist";

    /// <summary>One rule, as SendGrid shows it.</summary>
    public const string WhitelistEntry = "v3/access_settings/whitelist/{id}";

    /// <summary>Who tried to come in, as SendGrid shows it.</summary>
    public const string Activity = "v3/access_settings/activity";
}
