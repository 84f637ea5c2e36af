namespace IpAccess.Tests.Http;

/// <summary>A route, and what can go wrong there. Paths and bodies may name <c>{rule}</c>, <c>{key}</c> and <c>{owner}</c>.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">A path that is there.</param>
/// <param name="Needs">The scope, or <c>operator</c>, <c>key</c> (any key), <c>anyone</c> (the operator's too), <c>proxy</c> or <c>nothing</c>.</param>
internal sealed record RouteRow(string Operation, string Method, string Path, string Needs)
{
    private const int Small = 1024 * 1024;

    /// <summary>Every route of the service.</summary>
    public static IReadOnlyList<RouteRow> All { get; } =
    [
        new("GetLive", "GET", "/health/live", "nothing"),
        new("GetReady", "GET", "/health/ready", "nothing"),
        new("CreateAccount", "POST", "/v1/accounts", "operator")
        {
            Body = """{"id":"new"}""",
            Own = [new("invalid-request", Body: """{"id":"New"}"""), new("conflict", Body: """{"id":"acme"}""")],
        },
        new("ListAccounts", "GET", "/v1/accounts", "operator") { Own = [new("invalid-request", "/v1/accounts?limit=0")] },
        new("GetAccount", "GET", "/v1/accounts/acme", "operator") { Own = [new("not-found", "/v1/accounts/nobody")] },
        new("DeleteAccount", "DELETE", "/v1/accounts/child", "operator")
        {
            Own = [new("not-found", "/v1/accounts/nobody"), new("conflict", "/v1/accounts/acme")],
        },
        new("UndeleteAccount", "POST", "/v1/accounts/acme/undelete", "operator")
        {
            Own =
            [
                new("not-found", "/v1/accounts/nobody/undelete"),
                new("invalid-request", "/v1/accounts/acme/undelete?x=1"),
                new("conflict"),
            ],
        },
        new("ExportAccount", "GET", "/v1/accounts/acme/export", "operator")
        {
            Own = [new("not-found", "/v1/accounts/nobody/export"), new("invalid-request", "/v1/accounts/acme/export?x=1")],
        },
        new("ImportAccount", "POST", "/v1/accounts/import", "operator")
        {
            Body = """{"format":1,"account":"acme","version":1,"updated_at":"2026-11-22T12:00:00Z","next_rule_id":1}""" + "\n" + """{"end":{"keys":0,"rules":0}}""",
            Type = "application/x-ndjson",
            Limit = 1024 * Small,
            Own = [new("invalid-request", "/v1/accounts/import?parent=nobody", """{"format":2}"""), new("conflict")],
        },
        new("CreateOwnerKey", "POST", "/v1/accounts/acme/keys", "operator")
        {
            Body = """{"label":"found again"}""",
            LosesRaces = true,
            Own = [new("not-found", "/v1/accounts/nobody/keys"), new("invalid-request", Body: """{"label":"\n"}""")],
        },
        new("GrantRecovery", "POST", "/v1/accounts/acme/recovery", "operator")
        {
            Body = """{"address":"192.0.2.1","minutes":60}""",
            LosesRaces = true,
            Own =
            [
                new("not-found", "/v1/accounts/nobody/recovery"),
                new("invalid-request", Body: """{"address":"192.0.2.1","minutes":0}"""),
                new("invalid-address", Body: """{"address":"192.0.2.0/24","minutes":60}"""),
                new("precondition-failed", IfMatch: "\"99\""),
            ],
        },
        new("ListKeys", "GET", "/v1/keys", "keys.manage"),
        new("CreateKey", "POST", "/v1/keys", "keys.manage")
        {
            Body = """{"role":"viewer"}""",
            LosesRaces = true,
            Own = [new("invalid-request", Body: """{"role":"king"}""")],
        },
        new("RevokeKey", "DELETE", "/v1/keys/{key}", "keys.manage")
        {
            LosesRaces = true,
            Own = [new("not-found", "/v1/keys/000000000000"), new("conflict", "/v1/keys/{owner}")],
        },
        new("RotateKey", "POST", "/v1/keys/{key}/rotate", "keys.manage")
        {
            Body = """{"overlap_minutes":5}""",
            LosesRaces = true,
            Own = [new("not-found", "/v1/keys/000000000000/rotate"), new("invalid-request", Body: """{"overlap_minutes":-1}""")],
        },
        new("GetSettings", "GET", "/v1/allowlist", "allowlist.read") { Own = [new("invalid-request", "/v1/allowlist?x=1")] },
        new("PatchSettings", "PATCH", "/v1/allowlist", "allowlist.manage")
        {
            Body = """{"on_failure":"allow"}""",
            IsGuarded = true,
            Own = [new("invalid-request", Body: """{"mode":"strict"}""")],
        },
        new("ListRules", "GET", "/v1/allowlist/rules", "allowlist.read")
        {
            Own = [new("invalid-request", "/v1/allowlist/rules?limit=0"), new("invalid-address", "/v1/allowlist/rules?covers=x")],
        },
        new("GetRule", "GET", "/v1/allowlist/rules/{rule}", "allowlist.read")
        {
            Own = [new("not-found", "/v1/allowlist/rules/9"), new("invalid-request", "/v1/allowlist/rules/{rule}?x=1")],
        },
        new("PatchRule", "PATCH", "/v1/allowlist/rules/{rule}", "allowlist.manage")
        {
            Body = """{"label":"x"}""",
            IsGuarded = true,
            Own = [new("not-found", "/v1/allowlist/rules/9"), new("invalid-request", Body: """{"id":1}""")],
        },
        new("DeleteRule", "DELETE", "/v1/allowlist/rules/{rule}", "allowlist.manage")
        {
            IsGuarded = true,
            Own = [new("not-found", "/v1/allowlist/rules/9"), new("invalid-request", "/v1/allowlist/rules/{rule}?x=1")],
        },
        new("AddRules", "POST", "/v1/allowlist/rules", "allowlist.manage")
        {
            Body = """{"rules":[{"value":"10.0.0.9"}]}""",
            Limit = 16 * Small,
            IsGuarded = true,
            Own = [new("invalid-request", Body: "{}"), new("invalid-address", Body: """{"rules":[{"value":"x"}]}""")],
        },
        new("ReplaceRules", "PUT", "/v1/allowlist/rules", "allowlist.manage")
        {
            Body = """{"rules":[{"value":"203.0.113.0/24"}]}""",
            Limit = 16 * Small,
            IsGuarded = true,
            Own =
            [
                new("invalid-request", Body: "{}"),
                new("invalid-address", Body: """{"rules":[{"value":"x"}]}"""),
                new("precondition-required", IfMatch: null),
            ],
        },
        new("DeleteRules", "POST", "/v1/allowlist/rules/delete", "allowlist.manage")
        {
            Body = """{"ids":[{rule}]}""",
            IsGuarded = true,
            Own = [new("invalid-request", Body: """{"ids":["1"]}""")],
        },
        new("ListVersions", "GET", "/v1/allowlist/versions", "allowlist.read")
        {
            Own = [new("invalid-request", "/v1/allowlist/versions?limit=0")],
        },
        new("GetVersion", "GET", "/v1/allowlist/versions/1", "allowlist.read")
        {
            Own = [new("not-found", "/v1/allowlist/versions/99"), new("invalid-request", "/v1/allowlist/versions/1?x=1")],
        },
        new("DiffVersions", "GET", "/v1/allowlist/versions/2/diff", "allowlist.read")
        {
            Own =
            [
                new("not-found", "/v1/allowlist/versions/2/diff?against=99"),
                new("invalid-request", "/v1/allowlist/versions/2/diff?against=x"),
            ],
        },
        new("RestoreVersion", "POST", "/v1/allowlist/versions/2/restore", "allowlist.manage")
        {
            IsGuarded = true,
            Own =
            [
                new("not-found", "/v1/allowlist/versions/99/restore"),
                new("invalid-request", "/v1/allowlist/versions/1/restore?confirm_within=61"),
            ],
        },
        new("ConfirmVersion", "POST", "/v1/allowlist/versions/3/confirm", "allowlist.manage")
        {
            Own =
            [
                new("not-found", "/v1/allowlist/versions/99/confirm"),
                new("conflict", "/v1/allowlist/versions/1/confirm"),
                new("invalid-request", "/v1/allowlist/versions/3/confirm?x=1"),
            ],
        },
        new("PreviewChange", "POST", "/v1/allowlist/preview", "allowlist.manage attempts.read")
        {
            Body = """{"add":[{"value":"10.0.0.9"}]}""",
            Limit = 16 * Small,
            Own = [new("invalid-request", Body: "{}")],
        },
        new("GetHygiene", "GET", "/v1/allowlist/hygiene", "allowlist.read") { Own = [new("invalid-request", "/v1/allowlist/hygiene?x=1")] },
        new("ListAudit", "GET", "/v1/audit", "audit.read") { Own = [new("invalid-request", "/v1/audit?since=x")] },
        new("Check", "GET", "/v1/check?ip=10.0.0.1", "check")
        {
            Own =
            [
                new("invalid-address", "/v1/check?ip=10.0.0.0/8"),
                new("invalid-request", "/v1/check?ip=10.0.0.1&x=1"),
                new("precondition-failed", "/v1/check?ip=10.0.0.1&min_version=1000000"),
            ],
        },
        new("PostCheck", "POST", "/v1/check", "check")
        {
            Body = """{"ip":"10.0.0.1"}""",
            Own =
            [
                new("invalid-address", Body: """{"ip":"x"}"""),
                new("invalid-request", Body: """{"ip":"10.0.0.1","surface":""}"""),
                new("precondition-failed", Body: """{"ip":"10.0.0.1","min_version":1000000}"""),
            ],
        },
        new("GetSnapshot", "GET", "/v1/snapshot", "snapshot") { Own = [new("invalid-request", "/v1/snapshot?x=1")] },
        new("ExportNetworks", "GET", "/v1/export/text", "snapshot")
        {
            Own = [new("not-found", "/v1/export/iptables"), new("invalid-request", "/v1/export/text?family=ipv5")],
        },
        new("ListAttempts", "GET", "/v1/attempts", "attempts.read")
        {
            Own = [new("invalid-request", "/v1/attempts?allowed=yes")],
        },
        new("ReportAttempts", "POST", "/v1/attempts", "attempts.write")
        {
            Body = """{"attempts":[{"ip":"10.0.0.1","at":"2026-11-22T12:00:00Z"}]}""",
            Own =
            [
                new("invalid-request", Body: """{"attempts":[]}"""),
                new("invalid-address", Body: """{"attempts":[{"ip":"127.1","at":"2026-11-22T12:00:00Z"}]}"""),
            ],
        },
        new("AllowAttempt", "POST", "/v1/attempts/10.9.9.9/allow", "allowlist.manage")
        {
            Body = """{"prefix":32}""",
            IsGuarded = true,
            Own =
            [
                new("not-found", "/v1/attempts/192.0.2.77/allow"),
                new("invalid-request", Body: """{"prefix":33}"""),
                new("invalid-address", "/v1/attempts/127.1/allow"),
            ],
        },
        new("ListPoison", "GET", "/v1/operator/poison", "operator") { Own = [new("invalid-request", "/v1/operator/poison?limit=0")] },
        new("ReplayPoison", "POST", "/v1/operator/poison/replay", "operator") { Own = [new("invalid-request", "/v1/operator/poison/replay?x=1")] },
        new("ListEnforcers", "GET", "/v1/enforcers", "allowlist.read") { Own = [new("invalid-request", "/v1/enforcers?limit=0")] },
        new("ListOperatorAudit", "GET", "/v1/operator/audit", "operator") { Own = [new("invalid-request", "/v1/operator/audit?since=x")] },
        new("Authorize", "ANY", "/v1/authorize/anything", "proxy"),
        new("GetWhoami", "GET", "/v1/whoami", "anyone") { Own = [new("invalid-request", "/v1/whoami?x=1")] },
        new("GetClientAddress", "GET", "/v1/client-address", "key"),
        new("ListWhitelist", "GET", "/v3/access_settings/whitelist", "allowlist.read"),
        new("AddToWhitelist", "POST", "/v3/access_settings/whitelist", "allowlist.manage")
        {
            Body = """{"ips":[{"ip":"10.0.0.9"}]}""",
            IsGuarded = true,
            Own = [new("invalid-request", Body: "{}"), new("invalid-address", Body: """{"ips":[{"ip":"x"}]}""")],
        },
        new("RemoveFromWhitelist", "DELETE", "/v3/access_settings/whitelist", "allowlist.manage")
        {
            Body = """{"ids":[{rule}]}""",
            IsGuarded = true,
            Own = [new("invalid-request", Body: """{"ids":["1"]}"""), new("not-found", Body: """{"ids":[9]}""")],
        },
        new("GetWhitelistEntry", "GET", "/v3/access_settings/whitelist/{rule}", "allowlist.read")
        {
            Own = [new("not-found", "/v3/access_settings/whitelist/9")],
        },
        new("DeleteWhitelistEntry", "DELETE", "/v3/access_settings/whitelist/{rule}", "allowlist.manage")
        {
            IsGuarded = true,
            Own =
            [
                new("not-found", "/v3/access_settings/whitelist/9"),
                new("invalid-request", "/v3/access_settings/whitelist/{rule}?confirm_within=0"),
            ],
        },
        new("ListActivity", "GET", "/v3/access_settings/activity", "attempts.read")
        {
            Own = [new("invalid-request", "/v3/access_settings/activity?limit=0")],
        },
        new("GetIpAllowlist", "GET", "/v1/ip_allowlists", "allowlist.read"),
        new("PutIpAllowlist", "PUT", "/v1/ip_allowlists", "allowlist.manage")
        {
            Body = """{"allowlist":[{"label":"HQ","value":"203.0.113.0/24"}],"enabled":true,"version":3}""",
            Limit = 16 * Small,
            IsGuarded = true,
            Own =
            [
                new("invalid-request", Body: """{"allowlist":[],"enabled":true,"version":3,"x":1}"""),
                new("invalid-address", Body: """{"allowlist":[{"label":"HQ","value":"x"}],"enabled":true,"version":3}"""),
                new("conflict", Body: """{"allowlist":[{"label":"HQ","value":"203.0.113.0/24"}],"enabled":true,"version":1}"""),
            ],
        },
    ];

    /// <summary>A body that is accepted; null where the route takes none.</summary>
    public string? Body { get; private init; }

    /// <summary>The media type of the body; JSON where it is null.</summary>
    public string? Type { get; private init; }

    /// <summary>The bytes of a body, at most.</summary>
    public int Limit { get; private init; } = Small;

    /// <summary>Whether it writes to the list, under precondition and guard.</summary>
    public bool IsGuarded { get; private init; }

    /// <summary>Whether it commits to an account's head, and so can lose races.</summary>
    public bool LosesRaces { get; private init; }

    /// <summary>The problems of this route alone.</summary>
    public IReadOnlyList<OwnProblem> Own { get; private init; } = [];
}

/// <summary>A problem of one route, and how to come by it: what is null is as in the row.</summary>
internal sealed record OwnProblem(string Slug, string? Path = null, string? Body = null, string? IfMatch = "*");
