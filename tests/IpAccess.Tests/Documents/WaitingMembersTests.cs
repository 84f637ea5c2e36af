using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using IpAccess.Decisions;
using IpAccess.Http;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Documents;

/// <summary>What is there before its feature is named in one place, and only as long as that is so.</summary>
public sealed partial class WaitingMembersTests
{
    [Fact]
    public void Every_member_that_waits_is_there()
    {
        var page = File.ReadAllText(Repository.PathOf(Path.Combine("docs", "architecture.md")));
        var section = page[page.IndexOf("## What waits for its feature", StringComparison.Ordinal)..];
        var named = Row().Matches(section[..section.IndexOf("Kept by", StringComparison.Ordinal)]).Select(row => row.Groups["name"].Value).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(IsThere(name), name));
    }

    [Fact]
    public async Task An_unknown_address_has_no_other_policy_yet()
    {
        await using var account = await TestAccount.StartAsync();

        foreach (var policy in new[] { "review", "auto" })
        {
            using var response = await account.Owner.PatchAsJsonAsync(TestAccount.Settings, new { unknown = policy });
            var fault = (await TestService.ReadAsync(response, HttpStatusCode.BadRequest)).GetProperty("errors")[0];
            Assert.Equal("not_available", fault.GetProperty("code").GetString());
        }
    }

    private static bool IsThere(string name)
    {
        var parts = name.Split('.');
        return typeof(Gate).Assembly.GetTypes().Concat(typeof(DecisionSettings).Assembly.GetTypes()).Any(type => type.Name == parts[0] && (parts.Length == 1 || type.GetMember(parts[1]).Length > 0));
    }

    [GeneratedRegex(@"(?m)^\| `(?<name>[\w.]+)` \|")]
    private static partial Regex Row();
}
