namespace IpAccess.Storage;

/// <summary>The queues of the service.</summary>
internal static class QueueNames
{
    /// <summary>Where producers put access attempts.</summary>
    public const string AccessAttempts = "access-attempts";

    /// <summary>Where messages go that can not be processed.</summary>
    public const string AccessAttemptsPoison = "access-attempts-poison";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [AccessAttempts, AccessAttemptsPoison];
}
