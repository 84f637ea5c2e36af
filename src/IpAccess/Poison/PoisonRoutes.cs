namespace IpAccess.Poison;

/// <summary>The routes of messages that could not be processed.</summary>
public static class PoisonRoutes
{
    /// <summary>The messages that could not be processed.</summary>
    public const string Poison = "v1/operator/poison";

    /// <summary>Trying them again.</summary>
    public const string Replay = "v1/operator/poison/replay";
}
