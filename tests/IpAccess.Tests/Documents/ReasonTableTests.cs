using System.Text.Json;
using IpAccess.Decisions;

namespace IpAccess.Tests.Documents;

/// <summary>The reasons in <c>docs/checking.md</c>, in their order.</summary>
public sealed class ReasonTableTests
{
    [Fact]
    public void The_table_has_every_reason_in_its_order() => Assert.Equal(
        Enum.GetNames<Reason>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName),
        MarkdownPage.Read("docs/checking.md").Table("reason").Select(row => row[0].Trim('`')));

    [Fact]
    public void Only_who_is_unknown_or_not_listed_is_not_let_in() => Assert.Equal(
        ["unknown_address", "not_listed"],
        MarkdownPage.Read("docs/checking.md").Table("reason").Where(row => row[1] != "yes").Select(row => row[0].Trim('`')));
}
