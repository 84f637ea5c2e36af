using IpAccess.Exports;
using IpAccess.Testing.Hosting;
using IpAccess.Tests.Documents;

namespace IpAccess.Tests.Exports;

/// <summary>The tables of <c>docs/exports.md</c> name every format and every header, and no others.</summary>
public sealed class ExportFormatTableTests
{
    [Fact]
    public void The_table_has_every_format() => Assert.Equal(ExportFormats.All.Keys, Names("format"));

    [Fact]
    public async Task The_table_has_every_header_of_our_own()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8");
        await account.PostAsync(TestAccount.Rules, """{"rules":[{"value":"192.0.2.1","expires_at":"2026-11-22T13:00:00Z"}]}""");

        var reply = await account.GetAsync("/v1/export/text");

        Assert.Equal(
            reply.Is(200).Headers.Keys.Where(name => name == "ETag" || name.StartsWith("X-IpAccess-", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            Names("header").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Names(string column) => MarkdownPage.Read("docs/exports.md").Table(column).Select(row => row[0].Trim('`'));
}
