using System.Text.RegularExpressions;
using IpAccess.Http.Messages;
using IpAccess.Testing;

namespace IpAccess.Tests.Documents;

/// <summary>The table of problems in <c>docs/api.md</c> is those that the sources make.</summary>
public sealed partial class ProblemTableTests
{
    [Fact]
    public void The_table_has_every_problem_with_its_status_and_no_other()
    {
        var made = Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Problem().Matches(File.ReadAllText(file)))
            .Select(match => $"{match.Groups["slug"]} {match.Groups["status"]}")
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(
            made.Order(StringComparer.Ordinal),
            MarkdownPage.Read("docs/api.md").Table("problem").Select(row => $"{row[0].Trim('`')} {row[1]}").Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\(\s*(?<status>[45]\d\d),\s*""(?<slug>[a-z]+(?:-[a-z]+)*)"",")]
    private static partial Regex Problem();
}
