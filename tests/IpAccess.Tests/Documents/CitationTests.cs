using System.Text.RegularExpressions;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Testing;
using IpAccess.Testing.Stores;
using IpAccess.Tests.Storage;

namespace IpAccess.Tests.Documents;

/// <summary>Comments cite what a reader of the repository has: the pages of <c>docs/</c>, and their headings.</summary>
public sealed partial class CitationTests
{
    private static readonly string[] Folders = ["src", "tests", "infra", "samples", ".ci"];
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal) { ".cs", ".bicep", ".bicepparam", ".kql", ".js", ".py", ".sh", string.Empty };

    [Fact]
    public void No_comment_cites_what_is_not_in_the_repository() =>
        Assert.Empty(Comments().SelectMany(file => Elsewhere(file.Text), (file, cited) => $"{file.Path}: {cited}"));

    [Fact]
    public void Every_page_that_a_comment_cites_is_there_with_its_heading()
    {
        var cited = Comments().SelectMany(file => Pages(file.Text), (file, page) => (file.Path, page.File, page.Heading)).ToList();

        Assert.Contains(cited, citation => citation.Path.StartsWith("src", StringComparison.Ordinal));
        Assert.All(cited, citation =>
        {
            Assert.True(File.Exists(Repository.PathOf(citation.File)), $"{citation.Path}: {citation.File}");
            Assert.True(
                citation.Heading.Length == 0 || MarkdownPage.Read(citation.File).Headings.Contains(citation.Heading, StringComparer.Ordinal),
                $"{citation.Path}: {citation.File}, \"{citation.Heading}\"");
        });
    }

    [Theory]
    [InlineData("/// <summary>Refuses writes (contract section 4).</summary>")]
    [InlineData("    // Contract section 11: a connection by identity.")]
    [InlineData("/// Takes messages in (contract section\n/// 6).")]
    [InlineData("/// Comments in text (contract §3).")]
    [InlineData("var a = b; // as the contract has it")]
    [InlineData("/// Which folder may use which (design: features, not layers).")]
    [InlineData("# see ../shared/design.md")]
    public void A_citation_of_what_is_elsewhere_is_found(string source) => Assert.NotEmpty(Elsewhere(CommentsOf(source)));

    [Theory]
    [InlineData("/// <summary>Refuses writes (docs/guard.md).</summary>")]
    [InlineData("[SuppressMessage(\"Design\", \"CA1031\")] // as the contractor wants it")]
    [InlineData("var text = \"the contract\"; // A text.")]
    [InlineData("public sealed class MemoryQueueTests : QueueContract")]
    public void What_is_no_such_citation_is_none(string source) => Assert.Empty(Elsewhere(CommentsOf(source)));

    [Fact]
    public void A_heading_is_read_across_lines() => Assert.Equal(
        [("docs/checking.md", "How old an answer may be"), ("docs/guard.md", string.Empty)],
        Pages(CommentsOf("/// See <c>docs/checking.md</c>, \"How old an\n    /// answer may be\", and docs/guard.md.")));

    // But those of this file, whose examples cite all kinds of things.
    private static IEnumerable<(string Path, string Text)> Comments() => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories))
        .Select(file => (File: file, Path: Path.GetRelativePath(Repository.Root, file)))
        .Where(source => Types.Contains(Path.GetExtension(source.File)) && !source.Path.Split(Path.DirectorySeparatorChar).Any(IsNone))
        .Select(source => (source.Path, CommentsOf(File.ReadAllText(source.File))));

    private static bool IsNone(string part) =>
        part is "bin" or "obj" or "node_modules" or ".ipaccess" or "TestResults" or nameof(CitationTests) + ".cs";

    // All comments of a source, each with what follows it on the next lines as one text.
    private static string CommentsOf(string source) =>
        Break().Replace(string.Join('\n', Comment().Matches(source).Select(match => match.Groups["text"].Value.Trim())), " ");

    private static IEnumerable<string> Elsewhere(string comments) => Foreign().Matches(comments).Select(match => match.Value);

    private static IEnumerable<(string File, string Heading)> Pages(string comments) =>
        Page().Matches(comments).Select(match => (match.Groups["file"].Value, match.Groups["heading"].Value));

    // Behind two slashes, or a number sign that is none of a preprocessor, up to the end of the line; a string begins with neither.
    [GeneratedRegex(@"(?:(?<=^|\s)//+|(?<=^\s*)\#(?=\s))(?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex Break();

    [GeneratedRegex(@"\bcontract\s*(?:section|§)|\b(?:the|this)\s+contract\b|\bdesign\s*(?:section|§|:)|\bthe\s+design\b|\bshared/\w+\.md", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"(?<![\w./-])(?<file>docs/[\w/-]+\.md)(?:(?:</c>)?,\s""(?<heading>[^""]+)"")?")]
    private static partial Regex Page();
}
