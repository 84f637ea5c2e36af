using System.Text.RegularExpressions;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Http;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Documents;

/// <summary>The scopes and roles in <c>docs/accounts.md</c>.</summary>
public sealed partial class ScopeTableTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Read("docs/accounts.md");

    [Fact]
    public void The_table_has_every_scope_in_its_order() =>
        Assert.Equal(Scopes.NamesOf(Scopes.All), Page.Table("scope").Select(row => row[0].Trim('`')));

    [Fact]
    public void The_table_has_every_role_with_its_scopes() => Assert.Equal(
        Scopes.Roles.Select(role => $"{role.Key}: {string.Join(' ', Scopes.NamesOf(role.Value))}").Order(StringComparer.Ordinal),
        Page.Table("role").Select(row => $"{row[0].Trim('`')}: {string.Join(' ', Told(row[1]))}").Order(StringComparer.Ordinal));

    private static IEnumerable<string> Told(string cell)
    {
        var named = Name().Matches(cell).Select(match => match.Groups["scope"].Value);
        return cell.StartsWith("all", StringComparison.Ordinal) ? Scopes.NamesOf(Scopes.All).Except(named) : named;
    }

    [GeneratedRegex("`(?<scope>[^`]+)`")]
    private static partial Regex Name();
}
