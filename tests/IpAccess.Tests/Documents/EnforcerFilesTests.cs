using System.Text.RegularExpressions;
using IpAccess.Testing;

namespace IpAccess.Tests.Documents;

/// <summary>The files that people copy to have a decision enforced.</summary>
public sealed partial class EnforcerFilesTests
{
    private const string Folder = "infra/enforcers";
    private const string Readme = Folder + "/README.md";
    private static readonly string[] Said = ["Client's address:", "Key:", "Service away:", "Check:"];

    public static TheoryData<string> Files => [.. Names];

    private static IEnumerable<string> Names => Directory
        .EnumerateFiles(Repository.PathOf(Folder), "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Repository.PathOf(Folder), file).Replace('\\', '/'))
        .Where(file => file != "README.md")
        .Order(StringComparer.Ordinal);

    [Fact]
    public void The_table_has_every_file() => Assert.Equal(
        Names,
        MarkdownPage.Read(Readme).Table("file").Select(row => Linked.Match(row[0]).Groups["file"].Value).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_says_whose_address_counts_where_the_key_is_what_happens_without_the_service_and_how_to_check_that(string file)
    {
        var lines = Text(file).Split('\n').ToList();
        var starts = Said.Select(said => lines.FindIndex(line => line.TrimStart(' ', '#', '/').StartsWith(said, StringComparison.Ordinal))).ToList();

        Assert.DoesNotContain(-1, starts);
        Assert.Equal(starts.Order(), starts);
        Assert.All(lines.Skip(starts[^1] + 1).Take(4), line => Assert.Matches(@"^(?:#|//)? {2,}\S", line));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_has_no_key_in_it(string file) => Assert.DoesNotMatch(@"ipa_\w{4}", Text(file));

    [Theory]
    [MemberData(nameof(Files))]
    public void What_asks_asks_for_one_fixed_path(string file) =>
        Assert.All(Asked.Matches(Text(file)), path => Assert.Contains(path.Value, (string[])["/v1/authorize", "/v1/authorize?"]));

    private static string Text(string file) => File.ReadAllText(Repository.PathOf(Path.Combine(Folder, file)));

    [GeneratedRegex(@"\]\((?<file>[^)]+)\)")]
    private static partial Regex Linked { get; }

    [GeneratedRegex(@"/v1/authorize[^\s;<""]*")]
    private static partial Regex Asked { get; }
}
