using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.Tests.Rules;

/// <summary>Lists with comments, as they are published and as people keep them, go in as they are.</summary>
public sealed class PublishedListTests
{
    private const string Rules = TestAccount.Rules;

    // In the form of FireHOL's netsets (https://github.com/firehol/blocklist-ipsets).
    private const string NetSet = """
        #
        # office_level1
        #
        # ipv4 hash:net ipset
        #
        # Made for a test, of networks that are nobody's: RFC 5737,
        # 192.0.2.0/24 is not in it; neither is 1.2.3.4 - 1.2.3.9
        #
        # Maintainer      : Nobody
        # Maintainer URL  : http://example.com/
        # Source File Date: Sun Nov 22 12:00:00 UTC 2026
        #
        # Category        : tests
        # Version         : 3
        #
        # Entries         : 3 subnets, 513 unique IPs
        #
        198.51.100.0/24
        203.0.113.0/24
        192.0.2.77

        """;

    // In the form of Spamhaus DROP (https://www.spamhaus.org/drop/drop.txt).
    private const string Drop = """
        ; Nobody's DROP List 2026/11/22 - (c) 2026 Nobody
        ; https://example.com/drop.txt
        ; Last-Modified: Sun, 22 Nov 2026 08:17:42 GMT
        ; Expires: Sun, 22 Nov 2026 12:00:00 GMT
        198.51.100.0/24 ; SBL000001
        203.0.113.0/24 ; SBL000002
        2001:db8::/32 ; SBL000003

        """;

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task A_netset_goes_in_as_it_is(string lineBreak)
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await account.PasteAsync(NetSet.ReplaceLineEndings(lineBreak));

        Assert.Equal(["198.51.100.0/24|", "203.0.113.0/24|", "192.0.2.77/32|"], Shown(reply));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task A_drop_list_goes_in_with_its_comments_as_labels(string method)
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await account.Owner.CallAsync(method, Rules, Drop, "text/plain", ("If-Match", "*"));

        Assert.Equal(["198.51.100.0/24|SBL000001", "203.0.113.0/24|SBL000002", "2001:db8::/32|SBL000003"], Shown(reply));
        Assert.False(reply.Json.TryGetProperty("warnings", out _));
    }

    [Fact]
    public async Task A_comment_is_the_label_of_every_network_before_it_and_of_none_on_other_lines()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.PasteAsync("# office\n10.0.0.1, 10.0.0.2\t10.0.0.3\t#  Büro, 2. Stock ; links \r\n10.0.0.4\n10.0.0.5 ;\n10.0.0.6 # a\u0001b\u202ec\u2028d\t\n");

        Assert.Equal(
            ["10.0.0.1/32|Büro, 2. Stock ; links", "10.0.0.2/32|Büro, 2. Stock ; links", "10.0.0.3/32|Büro, 2. Stock ; links", "10.0.0.4/32|", "10.0.0.5/32|", "10.0.0.6/32|a b c d"],
            Shown(reply));
    }

    [Theory]
    [InlineData("x", 100, 0)]
    [InlineData("x", 101, 1)]
    [InlineData("😀", 100, 0)]
    [InlineData("😀", 101, 1)]
    public async Task A_comment_is_cut_at_100_characters_with_a_warning(string character, int count, int warnings)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        var comment = string.Concat(Enumerable.Repeat(character, count));

        var reply = await account.PasteAsync($"10.0.0.1\n10.0.0.2 10.0.0.3 # {comment} \t");

        Assert.Equal(string.Concat(Enumerable.Repeat(character, 100)), reply.Json.GetProperty("rules")[2].GetProperty("label").GetString());
        Assert.Equal(
            Enumerable.Repeat("The comment in line 2 is longer than 100 characters: its label is cut.", warnings), Warnings(reply, "label_cut"));
    }

    [Fact]
    public async Task Many_cut_labels_are_one_warning_also_where_nothing_is_new()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        var paste = string.Join('\n', Enumerable.Range(1, 5).Select(i => $"10.0.0.{i} # {new string('x', 95 + (2 * i))}"));

        foreach (var reply in (Reply[])[await account.PasteAsync(paste), await account.PasteAsync(paste)])
        {
            Assert.Equal(
                ["3 comments are longer than 100 characters, the first one in line 3: their labels are cut."], Warnings(reply, "label_cut"));
        }
    }

    [Fact]
    public async Task A_comment_as_long_as_a_body_behind_as_many_networks_is_read_once()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        var networks = string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"10.1.{i / 250}.{i % 250}"));

        var reply = await account.PasteAsync($"{networks} #{new string(' ', 1_000_000)}x{new string('\u0001', 1_000_000)}");

        Assert.Equal(20_000, reply.Json.GetProperty("added").GetInt32());
        Assert.Equal("x", reply.Json.GetProperty("rules")[19_999].GetProperty("label").GetString());
    }

    [Theory]
    [InlineData("10.0.0.1#x", "1:1 not_an_address 10.0.0.1#x")]
    [InlineData("10.0.0.1,# x", "1:10 not_an_address #|1:12 not_an_address x")]
    [InlineData("10.0.0.1 // x", "1:10 not_an_address //|1:13 not_an_address x")]
    [InlineData("# 10.0.0.1", "1:1 empty")]
    [InlineData("10.0.0.1 # ok\nx # 10.0.0.2", "2:1 not_an_address x")]
    [InlineData("192.168.10.0 0.0.0.255 # HQ", "1:14 netmask 0.0.0.255")]
    [InlineData("1.2.3.4 - 1.2.3.9", "1:1 range 1.2.3.4 - 1.2.3.9")]
    [InlineData("::ffff:203.0.113.0/24", "1:1 bad_prefix ::ffff:203.0.113.0/24")]
    public async Task What_is_no_comment_stays_a_fault(string paste, string faults)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.Owner.CallAsync("POST", Rules, paste, "text/plain");

        Assert.Equal(faults.Split('|'), reply.IsProblem(400, "invalid-address").Faults());
        Assert.Equal(3, await account.VersionAsync());
    }

    private static IEnumerable<string> Shown(Reply reply)
    {
        Assert.InRange(reply.Status, 200, 201);
        return reply.Json.GetProperty("rules").EnumerateArray().Select(rule => $"{rule.GetProperty("network")}|{rule.GetProperty("label")}");
    }

    private static IEnumerable<string?> Warnings(Reply reply, string code) => reply.Json.TryGetProperty("warnings", out var warnings)
        ? warnings.EnumerateArray().Where(warning => warning.GetProperty("code").GetString() == code).Select(warning => warning.GetProperty("message").GetString())
        : [];
}
