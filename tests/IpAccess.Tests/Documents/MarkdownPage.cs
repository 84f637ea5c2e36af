using System.Text.RegularExpressions;
using IpAccess.Testing;

namespace IpAccess.Tests.Documents;

/// <summary>A page of the documentation.</summary>
internal sealed partial class MarkdownPage
{
    private readonly Lazy<string> prose;

    private MarkdownPage(string path)
    {
        Path = path;
        Text = File.ReadAllText(Repository.PathOf(path));
        prose = new(() => Fence.Replace(Text, string.Empty));
    }

    /// <summary>Every page that is written for people: those at the top of the repository, those of <c>docs/</c>, and those beside what they tell of.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Markdown(Repository.Root, SearchOption.TopDirectoryOnly),
        .. Markdown(Repository.PathOf("docs"), SearchOption.AllDirectories),
        .. Markdown(Repository.PathOf("infra"), SearchOption.AllDirectories),
        .. Markdown(Repository.PathOf("tests/vectors"), SearchOption.TopDirectoryOnly),
    ];

    /// <summary>Where it is, from the top folder, with slashes.</summary>
    public string Path { get; }

    /// <summary>The whole page.</summary>
    public string Text { get; }

    /// <summary>The anchors of its headings, as GitHub makes them.</summary>
    public IReadOnlySet<string> Anchors => Headings.Select(AnchorOf).ToHashSet(StringComparer.Ordinal);

    /// <summary>Its headings of all levels.</summary>
    public IEnumerable<string> Headings => Heading.Matches(prose.Value).Select(match => match.Groups["text"].Value);

    /// <summary>Its links to other pages and places, without those to other sites.</summary>
    public IEnumerable<(string File, string Anchor)> Links => Link.Matches(prose.Value)
        .Select(match => (match.Groups["file"].Value, match.Groups["anchor"].Value));

    /// <summary>The files and folders of the repository that it names.</summary>
    public IEnumerable<string> Sources => Source.Matches(Text).Select(match => match.Value);

    /// <summary>Its sections: what stands below each heading of the second level, up to the next one.</summary>
    public IEnumerable<(string Heading, string Text)> Sections
    {
        get
        {
            var starts = Heading.Matches(prose.Value).Where(match => match.Groups["level"].Value == "##").ToList();
            return starts.Select((start, i) => (
                start.Groups["text"].Value,
                prose.Value[(start.Index + start.Length)..(i + 1 < starts.Count ? starts[i + 1].Index : prose.Value.Length)]));
        }
    }

    /// <summary>Reads a page, given from the top folder.</summary>
    public static MarkdownPage Read(string path) => new(path);

    /// <summary>The rows of the table whose first column has this header, each as its cells; the header is not among them.</summary>
    public IReadOnlyList<string[]> Table(string header)
    {
        var lines = Text.Split('\n');
        var start = Array.FindIndex(lines, line => line.StartsWith($"| {header} |", StringComparison.Ordinal));
        Assert.True(start >= 0, $"{Path} has no table of {header}.");
        return [.. lines.Skip(start + 2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim()).ToArray())];
    }

    /// <summary>The anchor of a heading: small letters, hyphens for spaces, and nothing of what is neither letter nor digit.</summary>
    private static string AnchorOf(string heading) =>
        NotOfAnchor.Replace(heading.ToLowerInvariant(), string.Empty).Replace(' ', '-');

    private static IEnumerable<string> Markdown(string folder, SearchOption option) => Directory
        .EnumerateFiles(folder, "*.md", option)
        .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence { get; }

    [GeneratedRegex(@"^(?<level>#+) (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"\]\((?!\w+:)(?<file>[^)#\s]*)(?:#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link { get; }

    // A name that goes on with a bracket is a pattern, and none of a file.
    [GeneratedRegex(@"(?<![\w/.-])(?:src|tests|docs|infra|samples)/[\w./-]*\w(?![\w/<-])")]
    private static partial Regex Source { get; }

    [GeneratedRegex(@"[^\p{L}\p{Nd} _-]")]
    private static partial Regex NotOfAnchor { get; }
}
