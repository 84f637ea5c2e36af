using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Attempts;
using IpAccess.Storage;

namespace IpAccess.Tests.Documents;

/// <summary>What is stored, as <c>docs/architecture.md</c> says it.</summary>
public sealed class StorageTableTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Read("docs/architecture.md");

    [Fact]
    public void The_tables_are_those_that_there_are()
    {
        Assert.Equal(TableNames.All.Order(StringComparer.Ordinal), Page.Table("table").Select(row => row[0].Trim('`')).Order(StringComparer.Ordinal));
        Assert.Contains(Page.Table("table"), row => row[1].Contains($"one of {AttemptRows.Shards} shards", StringComparison.Ordinal));
    }

    [Fact]
    public void The_kinds_of_packed_bytes_are_those_that_there_are() => Assert.Equal(
        Enum.GetValues<PackedKind>().Where(kind => kind != PackedKind.None).Select(kind => $"{(byte)kind} `{kind}`"),
        Page.Table("kind").Select(row => row[0]));
}
