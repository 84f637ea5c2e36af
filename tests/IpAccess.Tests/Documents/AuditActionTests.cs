using System.Text.RegularExpressions;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Documents;

/// <summary>The actions of the audit in <c>docs/allowlist.md</c>.</summary>
public sealed partial class AuditActionTests
{
    // Words on their own, which the sources have in other places as well.
    private static readonly string[] Bare = ["confirmed", "restored", "reverted"];

    [Fact]
    public void Every_action_that_the_sources_write_is_told_and_no_other()
    {
        var sources = string.Concat(
            Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var audit = MarkdownPage.Read("docs/allowlist.md").Sections.Single(section => section.Heading == "Audit").Text;
        var told = Told().Matches(audit[audit.IndexOf("Actions:", StringComparison.Ordinal)..audit.IndexOf("Kept by", StringComparison.Ordinal)])
            .Select(match => match.Groups["action"].Value);

        Assert.Equal(
            Written().Matches(sources).Select(match => match.Groups["action"].Value).Distinct(StringComparer.Ordinal).Concat(Bare).Order(StringComparer.Ordinal),
            told.Order(StringComparer.Ordinal));
        Assert.All(Bare, action => Assert.Contains($"\"{action}\"", sources, StringComparison.Ordinal));
    }

    [GeneratedRegex("\"(?<action>(?:rules?|settings|enforcement|recovery|key)_(?:added|removed|replaced|changed|lifted|granted|created|revoked|rotated))\"")]
    private static partial Regex Written();

    [GeneratedRegex("`(?<action>[a-z_]+)`")]
    private static partial Regex Told();
}
