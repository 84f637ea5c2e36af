using System.Text.RegularExpressions;
using IpAccess.Testing;

namespace IpAccess.Tests.Documents;

/// <summary>The pages for people lead to what is there, and each of their promises to a test.</summary>
public sealed partial class PageTests
{
    private const string Index = "docs/README.md";
    private const int LinesOfFrontDoor = 150;
    private static readonly string[] FoldersOfProjects = ["src", "tests"];

    private static readonly HashSet<string> TestClasses = TestFiles()
        .SelectMany(file => TestClass().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
        .ToHashSet(StringComparer.Ordinal);

    public static TheoryData<string> Pages => [.. MarkdownPage.All];

    public static TheoryData<string> References => [.. MarkdownPage.All.Where(IsReference)];

    [Fact]
    public void The_front_door_is_short() =>
        Assert.InRange(File.ReadLines(Repository.PathOf("README.md")).Count(), 1, LinesOfFrontDoor - 1);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading_that_are_there(string page)
    {
        foreach (var (file, anchor) in MarkdownPage.Read(page).Links)
        {
            var target = file.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, file);
            Assert.True(Path.Exists(Repository.PathOf(target)), $"{page}: {file}");
            Assert.True(anchor.Length == 0 || MarkdownPage.Read(target).Anchors.Contains(anchor), $"{page}: {file}#{anchor}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_file_and_folder_that_is_named_is_there(string page) =>
        Assert.All(MarkdownPage.Read(page).Sources, path => Assert.True(Path.Exists(Repository.PathOf(path)), $"{page}: {path}"));

    [Fact]
    public void The_map_of_the_front_door_names_what_is_in_each_folder()
    {
        var map = MarkdownPage.Read("README.md").Table("folder");

        Assert.NotEmpty(map);
        Assert.All(map, row =>
        {
            var folders = Code().Matches(row[0]).Select(match => Repository.PathOf(match.Groups["text"].Value)).ToList();
            Assert.All(folders, folder => Assert.True(Directory.Exists(folder), folder));
            Assert.All(FileOrFolder().Matches(row[1]), name => Assert.True(
                folders.Exists(folder => Path.Exists(Path.Combine(folder, name.Groups["name"].Value))), $"{row[0]}: {name.Value}"));
        });
    }

    [Fact]
    public void Every_folder_of_the_library_and_every_project_is_on_the_map()
    {
        var told = MarkdownPage.Read("README.md").Table("folder")
            .SelectMany(row => Code().Matches(row[0])).Select(match => match.Groups["text"].Value).ToHashSet(StringComparer.Ordinal);
        var library = Directory.EnumerateDirectories(Repository.PathOf("src/IpAccess"))
            .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj"));
        var projects = FoldersOfProjects.SelectMany(folder => Directory.EnumerateDirectories(Repository.PathOf(folder)))
            .Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any());

        Assert.All(
            library.Concat(projects).Select(folder => Path.GetRelativePath(Repository.Root, folder).Replace('\\', '/')),
            folder => Assert.Contains(folder, told));
    }

    [Fact]
    public void The_index_leads_to_every_page_and_says_nothing_of_others()
    {
        var linked = MarkdownPage.Read(Index).Links.Select(link => Path.Combine("docs", link.File).Replace('\\', '/')).Distinct().Order(StringComparer.Ordinal);

        // The decisions have an index of their own, which DecisionDocumentsTests keeps.
        Assert.Equal(
            MarkdownPage.All.Where(page => IsReference(page) || page == "docs/decisions/README.md").Order(StringComparer.Ordinal),
            linked);
    }

    [Theory]
    [MemberData(nameof(References))]
    public void Every_section_names_the_tests_that_keep_it(string page)
    {
        var sections = MarkdownPage.Read(page).Sections.ToList();

        Assert.NotEmpty(sections);
        Assert.All(sections, section =>
        {
            var keepers = Keepers().Match(section.Text);
            Assert.True(keepers.Success, $"{page}: {section.Heading} does not end with the tests that keep it.");
            Assert.All(Code().Matches(keepers.Value), test => Assert.Contains(test.Groups["text"].Value, TestClasses));
        });
    }

    private static bool IsReference(string page) =>
        page.StartsWith("docs/", StringComparison.Ordinal) && page != Index && !page.StartsWith("docs/decisions/", StringComparison.Ordinal);

    private static IEnumerable<string> TestFiles() => Directory
        .EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    // Suites of promises that several implementations keep have names of their own.
    [GeneratedRegex(@"^public (?:sealed |abstract )?(?:partial )?class (?<name>\w+(?:Tests|Contract))\b", RegexOptions.Multiline)]
    private static partial Regex TestClass();

    // The last line of a section, which may be broken.
    [GeneratedRegex(@"^Kept by (?:`\w+`,?\s+)*`\w+`\.\s*\z", RegexOptions.Multiline)]
    private static partial Regex Keepers();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"`(?<name>\w[\w.]*\.(?:cs|json|md)|(?:\w+/)+)`")]
    private static partial Regex FileOrFolder();
}
