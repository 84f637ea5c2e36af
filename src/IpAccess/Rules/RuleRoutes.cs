namespace IpAccess.Rules;

/// <summary>The routes of the rules.</summary>
public static class RuleRoutes
{
    /// <summary>The rules.</summary>
    public const string Rules = "v1/allowlist/rules";

    /// <summary>One rule.</summary>
    public const string Rule = "v1/allowlist/rules/{id}";

    /// <summary>Removing several rules.</summary>
    public const string Delete = "v1/allowlist/rules/delete";
}
