namespace IpAccess.SelfHost;

/// <summary>Where the local Azurite lives: its installation may be shared by several hosts, its data belongs to one.</summary>
internal sealed record LocalAzuriteFolders(string Installation, string Data)
{
    /// <summary>The folders of a self-host with this content root, in its git-ignored <c>.ipaccess</c>.</summary>
    public static LocalAzuriteFolders Under(string contentRoot) => new(
        Path.Combine(contentRoot, ".ipaccess", "azurite"),
        Path.Combine(contentRoot, ".ipaccess", "data"));
}
