namespace IpAccess.Enforcers;

/// <summary>The route of who enforces a list.</summary>
public static class EnforcerRoutes
{
    /// <summary>Who enforces the list, and which version of it.</summary>
    public const string Enforcers = "v1/enforcers";
}
