using System.Globalization;
using System.Text.RegularExpressions;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Attempts;
using IpAccess.Storage;
using IpAccess.Storage.Caching;
using IpAccess.Testing;

namespace IpAccess.Tests;

/// <summary>What the documents of decisions say of the code is so.</summary>
public sealed partial class DecisionDocumentsTests
{
    private static readonly string Folder = Repository.PathOf(Path.Combine("docs", "decisions"));

    public static TheoryData<string> Documents => [.. Directory.EnumerateFiles(Folder, "*.md").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_source_that_is_named_exists(string document)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, document));

        Assert.All(Source().Matches(text), source => Assert.True(Path.Exists(Repository.PathOf(source.Value)), source.Value));
        Assert.True(document == "README.md" || Source().IsMatch(text));
    }

    [Fact]
    public async Task The_list_of_decisions_names_them_all()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "README.md"));

        Assert.Equal(
            Directory.EnumerateFiles(Folder, "*.md").Select(file => Path.GetFileName(file)).Where(name => name != "README.md").Order(StringComparer.Ordinal),
            Link().Matches(text).Select(link => link.Groups["file"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_numbers_are_those_of_the_code()
    {
        var (policy, limits) = (new CachePolicy(), new PageLimits());
        await SaysAsync("freshness.md", $"age of {policy.EagerRefreshAfter.TotalSeconds} seconds", $"from {policy.FreshFor.TotalSeconds} seconds on", $"at most {policy.StaleFor.TotalSeconds} seconds");
        await SaysAsync("pages.md", limits.Rules.ToString("N0", CultureInfo.InvariantCulture) + " at most", $"{limits.Bytes / 1024} KiB", $"{RowLimits.Changes} rows");
        await SaysAsync("shards.md", $"in {AttemptRows.Shards} partitions");
    }

    private static async Task SaysAsync(string document, params string[] phrases)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, document));
        Assert.All(phrases, phrase => Assert.Contains(phrase, text, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(?:src|tests)/[\w./-]*\w")]
    private static partial Regex Source();

    [GeneratedRegex(@"\]\((?<file>[\w-]+\.md)\)")]
    private static partial Regex Link();
}
