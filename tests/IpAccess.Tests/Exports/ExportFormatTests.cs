using IpAccess.Exports;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Exports;

/// <summary>Each format as a whole, for a list, for everyone, and for nobody.</summary>
public sealed class ExportFormatTests
{
    private const string Head = "# account: acme\n# version: 3\n# networks: 3\n# holds until: the list is changed\n";
    private const string Everyone = "# account: acme\n# version: 1\n# networks: 2\n# holds until: the list is changed\n# Everyone is let in.\n";
    private const string Nobody = "# account: acme\n# version: 2\n# networks: 0\n# holds until: the list is changed\n# Nobody is let in.\n";
    private const string Reject = "REJECT Your address is not on the allowlist";
    private const string Sets =
        "table inet ipaccess {\n"
        + "\tset allow4 {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\tauto-merge\n\t}\n"
        + "\tset allow6 {\n\t\ttype ipv6_addr\n\t\tflags interval\n\t\tauto-merge\n\t}\n"
        + "}\nflush set inet ipaccess allow4\nflush set inet ipaccess allow6\n";

    [Theory]
    [InlineData("text", "10.0.0.0/8\n10.1.0.0/16\n2001:db8::/32\n")]
    [InlineData("nginx", "default 0;\n10.0.0.0/8 1;\n10.1.0.0/16 1;\n2001:db8::/32 1;\n")]
    [InlineData("haproxy", "10.0.0.0/8\n10.1.0.0/16\n2001:db8::/32\n")]
    [InlineData("nftables", Sets + "add element inet ipaccess allow4 {\n\t10.0.0.0/8,\n\t10.1.0.0/16\n}\nadd element inet ipaccess allow6 {\n\t2001:db8::/32\n}\n")]
    [InlineData("postfix", "10.0.0.0/8 DUNNO\n10.1.0.0/16 DUNNO\n2001:db8::/32 DUNNO\n0.0.0.0/0 " + Reject + "\n::/0 " + Reject + "\n")]
    public async Task A_list_is_written_as_its_program_reads_it(string format, string body)
    {
        await using var account = await TestAccount.StartAsync("2001:db8::/32", "10.1.0.0/16", "10.0.0.0/8");

        var reply = await account.GetAsync($"/v1/export/{format}");

        Assert.Equal(Head + body + "# end\n", reply.Is(200).Text);
        Assert.Equal("text/plain; charset=utf-8", reply.Header("Content-Type"));
        Assert.Equal("3", reply.Header("X-IpAccess-Networks"));
    }

    [Theory]
    [InlineData("text", "0.0.0.0/0\n::/0\n")]
    [InlineData("nginx", "0.0.0.0/0 1;\n::/0 1;\n")]
    [InlineData("haproxy", "0.0.0.0/0\n::/0\n")]
    [InlineData("nftables", Sets + "add element inet ipaccess allow4 {\n\t0.0.0.0/0\n}\nadd element inet ipaccess allow6 {\n\t::/0\n}\n")]
    [InlineData("postfix", "0.0.0.0/0 DUNNO\n::/0 DUNNO\n0.0.0.0/0 " + Reject + "\n::/0 " + Reject + "\n")]
    public async Task Where_everyone_is_let_in_it_says_so_and_is_never_empty(string format, string body)
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await account.GetAsync($"/v1/export/{format}");

        Assert.Equal(Everyone + body + "# end\n", reply.Is(200).Text);
        Assert.Equal("2", reply.Header("X-IpAccess-Networks"));
    }

    [Theory]
    [InlineData("text", "")]
    [InlineData("nginx", "default 0;\n")]
    [InlineData("haproxy", "")]
    [InlineData("nftables", Sets)]
    [InlineData("postfix", "0.0.0.0/0 " + Reject + "\n::/0 " + Reject + "\n")]
    public async Task Where_nobody_is_let_in_it_says_so_and_lets_nobody_in(string format, string body)
    {
        await using var account = await TestAccount.StartAsync();
        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":false}""");
        (await account.Owner.CallAsync("PATCH", TestAccount.Settings, """{"empty_list":"deny"}""")).Is(200);

        var reply = await account.GetAsync($"/v1/export/{format}");

        Assert.Equal(Nobody.Replace("version: 2", "version: 3", StringComparison.Ordinal) + body + "# end\n", reply.Is(200).Text);
        Assert.Equal("0", reply.Header("X-IpAccess-Networks"));
    }

    [Fact]
    public async Task Nginx_is_spared_the_broadcast_address_for_which_it_would_take_no_list_at_all()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8", "255.255.255.254/31", "255.255.255.255");

        var nginx = (await account.GetAsync("/v1/export/nginx")).Is(200);
        var haproxy = (await account.GetAsync("/v1/export/haproxy")).Is(200);

        Assert.EndsWith("default 0;\n10.0.0.0/8 1;\n255.255.255.254/31 1;\n# end\n", nginx.Text, StringComparison.Ordinal);
        Assert.Equal("2", nginx.Header("X-IpAccess-Networks"));
        Assert.EndsWith("\n255.255.255.255/32\n# end\n", haproxy.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_format_is_tried() => Assert.Equal(["haproxy", "nftables", "nginx", "postfix", "text"], ExportFormats.All.Keys.Order(StringComparer.Ordinal));
}
