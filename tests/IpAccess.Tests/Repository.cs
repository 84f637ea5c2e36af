namespace IpAccess.Tests;

/// <summary>The files of the repository.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    /// <summary>The full path of a file or folder, given from the repository's top.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "IpAccess.slnf")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("IpAccess.slnf is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
