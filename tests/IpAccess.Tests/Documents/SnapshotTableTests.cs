using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Snapshots;

namespace IpAccess.Tests.Documents;

/// <summary>What a snapshot is, as <c>docs/snapshot.md</c> says it.</summary>
public sealed class SnapshotTableTests
{
    private const string Suffix = "Tag";
    private static readonly MarkdownPage Page = MarkdownPage.Read("docs/snapshot.md");

    [Fact]
    public void The_sections_are_those_that_there_are() => Assert.Equal(
        typeof(SnapshotSections).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral && field.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(field => (Number: (int)field.GetRawConstantValue()!, Name: field.Name[..^Suffix.Length]))
            .OrderBy(section => section.Number)
            .Select(section => $"{section.Number} `{section.Name}`"),
        Page.Table("section").Select(row => row[0]));

    [Fact]
    public void The_envelope_has_the_length_that_is_told() => Assert.Equal(
        SnapshotFormat.EnvelopeLength,
        Page.Table("bytes").Select(row => int.TryParse(row[0], CultureInfo.InvariantCulture, out var length) ? length : 0).SkipLast(2).Sum());

    [Fact]
    public void The_head_looks_as_it_is_shown()
    {
        var shown = Regex.Match(Page.Text, "```json\n(?<head>.*)\n```").Groups["head"].Value;
        var settings = new DecisionSettings
        {
            Mode = Mode.Enforce,
            EmptyList = EmptyList.Deny,
            ExemptSurfaces = ["smtp"],
            Recoveries = [new(Address.IPv4(0xcb007109), 1_795_348_800, "locked out")],
            MaxStaleSeconds = 600,
        };

        var head = new SnapshotHead("acme", "60c6c8a24e5d676b35e5e28f453f3c33", new(12, IsEmptyList: false, SettingsHead.Of(settings)));

        Assert.Equal(shown, Encoding.UTF8.GetString(HeadJson.Write(head)));
    }

    [Fact]
    public void The_media_type_and_the_largest_list_are_those_of_the_code()
    {
        Assert.Contains(SnapshotFormat.MediaType, Page.Table("header").Single(row => row[0] == "`Content-Type`")[1], StringComparison.Ordinal);
        Assert.Contains(SnapshotFormat.MostRules.ToString("N0", CultureInfo.InvariantCulture), Page.Text, StringComparison.Ordinal);
    }
}
