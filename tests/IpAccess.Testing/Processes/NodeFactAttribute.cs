namespace IpAccess.Testing.Processes;

/// <summary>A test that needs Node.js, npm and perhaps other programs, and is skipped where they are not on the path.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute(params string[] others)
    {
        Others = others;
        Skip = MissingOf(others);
    }

    /// <summary>The other programs.</summary>
    public IReadOnlyList<string> Others { get; }

    /// <summary>Why such tests are skipped here; null where they run.</summary>
    internal static string? Missing { get; } = IsOnPath("node") && IsOnPath(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
        ? null
        : "Node.js and npm are not on the path.";

    /// <summary>Why tests that need these besides are skipped here; null where they run.</summary>
    internal static string? MissingOf(IEnumerable<string> others) =>
        Missing ?? others.Where(other => !IsOnPath(other)).Select(other => $"{other} is not on the path.").FirstOrDefault();

    private static bool IsOnPath(string tool)
    {
        var file = OperatingSystem.IsWindows() && !Path.HasExtension(tool) ? tool + ".exe" : tool;
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, file)));
    }
}
