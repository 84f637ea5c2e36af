using IpAccess.Exports;
using IpAccess.Testing.Hosting;
using IpAccess.Tests.Documents;

namespace IpAccess.Tests.Exports;

/// <summary>What can be asked of an export.</summary>
public sealed class ExportRequestTests
{
    private static readonly string[] Networks = ["10.0.0.0/25", "10.0.0.128/25", "2001:db8::/33", "2001:db8:8000::/33"];

    [Theory]
    [InlineData("", "10.0.0.0/25 10.0.0.128/25 2001:db8::/33 2001:db8:8000::/33")]
    [InlineData("?minimal=false", "10.0.0.0/25 10.0.0.128/25 2001:db8::/33 2001:db8:8000::/33")]
    [InlineData("?minimal=true", "10.0.0.0/24 2001:db8::/32")]
    [InlineData("?family=ipv4", "10.0.0.0/25 10.0.0.128/25")]
    [InlineData("?family=ipv6", "2001:db8::/33 2001:db8:8000::/33")]
    [InlineData("?family=ipv6&minimal=true", "2001:db8::/32")]
    [InlineData("?surface=api", "10.0.0.0/25 10.0.0.128/25 2001:db8::/33 2001:db8:8000::/33")]
    [InlineData("?surface=webhooks", "0.0.0.0/0 ::/0")]
    [InlineData("?surface=webhooks&family=ipv4", "0.0.0.0/0")]
    [InlineData("?surface=webhooks&family=ipv6&minimal=true", "::/0")]
    public async Task What_is_asked_for_is_given(string query, string networks)
    {
        await using var account = await TestAccount.StartAsync(Networks);
        await account.PatchAsync(TestAccount.Settings, """{"exempt_surfaces":["webhooks"]}""");

        var reply = await account.GetAsync("/v1/export/text" + query);

        Assert.Equal(networks, string.Join(' ', reply.Is(200).Text.Split('\n').Where(line => line.Length > 0 && line[0] != '#')));
    }

    [Theory]
    [InlineData("?family=IPv4", "family not_one_of IPv4")]
    [InlineData("?family=", "family not_one_of")]
    [InlineData("?minimal=yes", "minimal not_one_of yes")]
    [InlineData("?surface=a%20b", "surface not_a_token a b")]
    [InlineData("?surface=a&surface=b", "surface duplicate_parameter a")]
    [InlineData("?limit=1&minimal=1", "limit unknown_parameter 1|minimal not_one_of 1")]
    public async Task What_can_not_be_asked_for_is_refused_all_at_once(string query, string faults)
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await account.GetAsync("/v1/export/text" + query);

        Assert.StartsWith(faults, string.Join('|', reply.IsProblem(400, "invalid-request").Faults()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iptables")]
    [InlineData("TEXT")]
    [InlineData("text.txt")]
    public async Task There_are_no_other_formats(string format)
    {
        await using var account = await TestAccount.StartAsync();

        (await account.GetAsync($"/v1/export/{format}")).IsProblem(404, "not-found");
    }

    [Theory]
    [InlineData("?family=ipv4", "add element inet ipaccess allow4", "allow6")]
    [InlineData("?family=ipv6", "add element inet ipaccess allow6", "allow4")]
    public async Task Of_one_family_alone_nftables_leaves_the_set_of_the_other_as_it_is(string query, string added, string other)
    {
        await using var account = await TestAccount.StartAsync(Networks);

        var text = (await account.GetAsync("/v1/export/nftables" + query)).Is(200).Text;

        Assert.Contains(added, text, StringComparison.Ordinal);
        Assert.DoesNotContain(other, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0/0", "::/0 0;\n0.0.0.0/0 1;\n")]
    [InlineData("::/0", "0.0.0.0/0 0;\n::/0 1;\n")]
    [InlineData("0.0.0.0/1 128.0.0.0/1", "::/0 0;\n0.0.0.0/0 1;\n")]
    [InlineData("0.0.0.0/0 ::/0", "0.0.0.0/0 1;\n::/0 1;\n")]
    public async Task To_nginx_no_network_is_named_twice(string networks, string body)
    {
        await using var account = await WithAsync(networks);

        var text = (await account.GetAsync("/v1/export/nginx?minimal=true")).Is(200).Text;

        Assert.EndsWith($"# holds until: the list is changed\n{body}# end\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("::/0", 96, false)]
    [InlineData("::fffe:0:0/95", 1, false)]
    [InlineData("::/97", 1, false)]
    [InlineData("0.0.0.0/0 ::/0", 2, true)]
    public async Task To_haproxy_no_ipv6_network_lets_an_ipv4_client_in(string networks, int count, bool isWhole)
    {
        await using var account = await WithAsync(networks);

        var text = (await account.GetAsync("/v1/export/haproxy")).Is(200).Text;

        var lines = text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToList();
        Assert.Equal(count, lines.Count);
        Assert.Equal(isWhole, lines.Contains("::/0"));
        Assert.Contains($"# networks: {count}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_parameter_is_told_in_the_documentation() => Assert.Equal(
        ExportRequest.Parameters, MarkdownPage.Read("docs/exports.md").Table("parameter").Select(row => row[0].Trim('`')));

    private static async Task<TestAccount> WithAsync(string networks)
    {
        var account = await TestAccount.StartAsync();
        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":false}""");
        (await account.Owner.CallAsync("POST", TestAccount.Rules + "?allow_broad=true", networks, "text/plain")).Is(201);
        return account;
    }
}
