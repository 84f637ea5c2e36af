namespace IpAccess.Hygiene;

/// <summary>The routes of hygiene.</summary>
public static class HygieneRoutes
{
    /// <summary>What could be tidied up in the list.</summary>
    public const string Hygiene = "v1/allowlist/hygiene";
}
