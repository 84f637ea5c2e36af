namespace IpAccess.InfraTests;

/// <summary>A copy of a folder, deleted at the end.</summary>
internal sealed class FolderCopy : IDisposable
{
    public FolderCopy(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("ipaccess-infra-").FullName;

    /// <summary>The files in it, by their paths from its top.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
        .Select(file => System.IO.Path.GetRelativePath(Path, file));

    /// <summary>Deletes a file.</summary>
    public void Delete(string file) => File.Delete(System.IO.Path.Combine(Path, file));

    /// <summary>Replaces the one place where a file says something.</summary>
    public void Replace(string file, string what, string by)
    {
        var path = System.IO.Path.Combine(Path, file);
        var text = File.ReadAllText(path);
        Assert.Equal(2, text.Split(what).Length);
        Assert.NotEqual(what, by);
        File.WriteAllText(path, text.Replace(what, by, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
