namespace IpAccess.Attempts;

/// <summary>The routes of access attempts.</summary>
public static class AttemptRoutes
{
    /// <summary>Who tried to come in.</summary>
    public const string Attempts = "v1/attempts";

    /// <summary>Letting in an address that tried.</summary>
    public const string Allow = "v1/attempts/{ip}/allow";

    /// <summary>The messages that could not be processed.</summary>
    public const string Poison = "v1/operator/poison";

    /// <summary>Trying them again.</summary>
    public const string PoisonReplay = "v1/operator/poison/replay";
}
