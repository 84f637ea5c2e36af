namespace IpAccess;

/// <summary>Every route of the service, the same on every host. Paths are at the root.</summary>
public static class Routes
{
    /// <summary>What comes before every route: nothing. The Functions host has it from host.json.</summary>
    public const string Prefix = "";

    /// <summary>The list's settings.</summary>
    public const string Allowlist = "v1/allowlist";

    /// <summary>The rules.</summary>
    public const string Rules = "v1/allowlist/rules";

    /// <summary>One rule.</summary>
    public const string Rule = "v1/allowlist/rules/{id}";

    /// <summary>Removing several rules.</summary>
    public const string RulesDelete = "v1/allowlist/rules/delete";

    /// <summary>What the list was.</summary>
    public const string Versions = "v1/allowlist/versions";

    /// <summary>One version of the list.</summary>
    public const string Version = "v1/allowlist/versions/{version}";

    /// <summary>What changed between two versions.</summary>
    public const string VersionDiff = "v1/allowlist/versions/{version}/diff";

    /// <summary>Taking a version back.</summary>
    public const string VersionRestore = "v1/allowlist/versions/{version}/restore";

    /// <summary>Keeping a version that would undo itself.</summary>
    public const string VersionConfirm = "v1/allowlist/versions/{version}/confirm";

    /// <summary>What a change would do.</summary>
    public const string Preview = "v1/allowlist/preview";

    /// <summary>What could be tidied up in the list.</summary>
    public const string Hygiene = "v1/allowlist/hygiene";

    /// <summary>Who changed what.</summary>
    public const string Audit = "v1/audit";

    /// <summary>Whether an address may come in.</summary>
    public const string Check = "v1/check";

    /// <summary>Who tried to come in.</summary>
    public const string Attempts = "v1/attempts";

    /// <summary>Letting in an address that tried.</summary>
    public const string AttemptAllow = "v1/attempts/{ip}/allow";

    /// <summary>The messages that could not be processed.</summary>
    public const string Poison = "v1/operator/poison";

    /// <summary>Trying them again.</summary>
    public const string PoisonReplay = "v1/operator/poison/replay";

    /// <summary>What operators did.</summary>
    public const string OperatorAudit = "v1/operator/audit";

    /// <summary>The caller's own address.</summary>
    public const string ClientAddress = "v1/client-address";

    /// <summary>The rules, as SendGrid shows them.</summary>
    public const string Whitelist = "v3/access_settings/whitelist";

    /// <summary>One rule, as SendGrid shows it.</summary>
    public const string WhitelistEntry = "v3/access_settings/whitelist/{id}";

    /// <summary>Who tried to come in, as SendGrid shows it.</summary>
    public const string Activity = "v3/access_settings/activity";

    /// <summary>The list and whether it is enforced, as incident.io shows it.</summary>
    public const string IpAllowlists = "v1/ip_allowlists";

    /// <summary>The keys of the account.</summary>
    public const string Keys = "v1/keys";

    /// <summary>One key.</summary>
    public const string Key = "v1/keys/{id}";

    /// <summary>A new secret for a key.</summary>
    public const string KeyRotate = "v1/keys/{id}/rotate";

    /// <summary>The accounts.</summary>
    public const string Accounts = "v1/accounts";

    /// <summary>One account.</summary>
    public const string Account = "v1/accounts/{account}";

    /// <summary>Taking back the deletion of an account.</summary>
    public const string AccountUndelete = "v1/accounts/{account}/undelete";

    /// <summary>A new owner's key for an account.</summary>
    public const string AccountKeys = "v1/accounts/{account}/keys";

    /// <summary>A whole account as a file.</summary>
    public const string AccountExport = "v1/accounts/{account}/export";

    /// <summary>An account from such a file. It takes no other method, so that an account may be called <c>import</c>.</summary>
    public const string AccountImport = "v1/accounts/import";

    /// <summary>Letting one address into an account for a while.</summary>
    public const string Recovery = "v1/accounts/{account}/recovery";

    /// <summary>Whether the process runs.</summary>
    public const string Live = "health/live";

    /// <summary>Whether the service can do its work.</summary>
    public const string Ready = "health/ready";
}
