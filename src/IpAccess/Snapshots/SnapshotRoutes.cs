namespace IpAccess.Snapshots;

/// <summary>The routes of snapshots.</summary>
public static class SnapshotRoutes
{
    /// <summary>All that a decision needs.</summary>
    public const string Snapshot = "v1/snapshot";
}
