namespace IpAccess.Testing;

/// <summary>The working copy that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its top folder, the one with <c>IpAccess.slnf</c>.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The full path of a file or folder, given from the top folder.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "IpAccess.slnf"))
            ? folder.FullName
            : Find(folder.Parent ?? throw new InvalidOperationException("These tests run inside the repository only."));
}
