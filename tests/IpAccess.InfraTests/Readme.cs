namespace IpAccess.InfraTests;

/// <summary><c>infra/README.md</c>.</summary>
internal static class Readme
{
    /// <summary>All of it.</summary>
    public static string Text { get; } = File.ReadAllText(Path.Combine(Deployment.Folder, "README.md"));

    /// <summary>The rows of the table whose first column has this heading, each its cells without code marks.</summary>
    public static IEnumerable<string[]> Table(string heading) => Text.Split('\n')
        .SkipWhile(line => !line.StartsWith($"| {heading} |", StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => (string[])[.. line.Trim('|').Split('|').Select(cell => cell.Replace("`", string.Empty, StringComparison.Ordinal).Trim())]);
}
