namespace IpAccess.Health;

/// <summary>The routes of the service's own health.</summary>
public static class HealthRoutes
{
    /// <summary>Whether the process runs.</summary>
    public const string Live = "health/live";

    /// <summary>Whether the service can do its work.</summary>
    public const string Ready = "health/ready";
}
