namespace IpAccess;

/// <summary>What all routes of the service have in common, on every host. Each feature has its own beside its endpoints.</summary>
public static class Routes
{
    /// <summary>What comes before every route: nothing. The Functions host has it from host.json.</summary>
    public const string Prefix = "";
}
