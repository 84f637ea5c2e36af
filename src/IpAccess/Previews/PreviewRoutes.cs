namespace IpAccess.Previews;

/// <summary>The routes of previews.</summary>
public static class PreviewRoutes
{
    /// <summary>What a change would do.</summary>
    public const string Preview = "v1/allowlist/preview";
}
