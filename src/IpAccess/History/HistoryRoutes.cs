namespace IpAccess.History;

/// <summary>The routes of the list's versions.</summary>
public static class HistoryRoutes
{
    /// <summary>What the list was.</summary>
    public const string Versions = "v1/allowlist/versions";

    /// <summary>One version of the list.</summary>
    public const string Version = "v1/allowlist/versions/{version}";

    /// <summary>What changed between two versions.</summary>
    public const string Diff = "v1/allowlist/versions/{version}/diff";

    /// <summary>Taking a version back.</summary>
    public const string Restore = "v1/allowlist/versions/{version}/restore";

    /// <summary>Keeping a version that would undo itself.</summary>
    public const string Confirm = "v1/allowlist/versions/{version}/confirm";
}
