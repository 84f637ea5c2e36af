using System.Text.RegularExpressions;
using IpAccess.Testing;

namespace IpAccess.AspNetCore.Tests;

/// <summary>Which folder of the package may use which.</summary>
public sealed partial class FolderTests
{
    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        ["Options"] = [],
        ["Telemetry"] = [],
        ["Service"] = [],
        ["Snapshots"] = ["Service", "Telemetry"],
        ["Deciding"] = ["Service", "Snapshots", "Telemetry"],
        ["Attempts"] = ["Service", "Deciding", "Telemetry"],
        ["Endpoints"] = ["Attempts", "Deciding", "Telemetry"],
        ["Authorization"] = ["Endpoints"],
        ["Health"] = ["Snapshots", "Telemetry"],
    };

    private static string Project => Repository.PathOf("src/IpAccess.AspNetCore");

    [Fact]
    public void No_folder_uses_one_that_it_must_not() => Assert.All(Sources(), source => Assert.All(
        Using().Matches(File.ReadAllText(source.File)).Select(match => match.Groups["folder"].Value).Where(folder => folder != source.Folder),
        used => Assert.True(Table[source.Folder].Contains(used), $"{source.File}: {used}")));

    [Fact]
    public void Every_folder_with_sources_is_in_the_table() =>
        Assert.Equal(Table.Keys.Order(), Sources().Select(source => source.Folder).Distinct().Order());

    [Fact]
    public void The_project_needs_nothing_but_the_framework_and_what_it_shares_with_the_service()
    {
        var project = File.ReadAllText(Path.Combine(Project, "IpAccess.AspNetCore.csproj"));

        Assert.DoesNotContain("<PackageReference", project, StringComparison.Ordinal);
        Assert.Equal("../IpAccess.Core/IpAccess.Core.csproj", Reference().Match(project).Groups["project"].Value);
        Assert.Single(Reference().Matches(project));
    }

    private static IEnumerable<(string Folder, string File)> Sources() => Directory.EnumerateDirectories(Project)
        .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj"))
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs"), (folder, file) => (Path.GetFileName(folder), file));

    [GeneratedRegex(@"\bIpAccess\.AspNetCore\.(?<folder>Options|Telemetry|Service|Snapshots|Deciding|Attempts|Endpoints|Authorization|Health)\b")]
    private static partial Regex Using();

    [GeneratedRegex(@"<ProjectReference Include=""(?<project>[^""]+)""")]
    private static partial Regex Reference();
}
