using System.Text;
using IpAccess.Networks;

namespace IpAccess.Tests.Networks;

public sealed class NetworkPasteTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n,,")]
    [InlineData("# 10.0.0.1")]
    [InlineData("#10.0.0.1\n;10.0.0.2\r\n\t # 10.0.0.3, 10.0.0.4 ; 10.0.0.5")]
    public void Separators_and_comments_alone_give_no_items(string text) => Assert.Empty(NetworkPaste.Parse(text));

    [Fact]
    public void Items_keep_their_order_and_say_where_they_stand()
    {
        var items = NetworkPaste.Parse("10/8, ::1\r\n\r\nbad\t10.0.0.1\r2001:db8::\n\n 1.2.3.4").ToList();

        Assert.Equal(
            ["10/8 at 1:1", "::1 at 1:7", "bad at 3:1", "10.0.0.1 at 3:5", "2001:db8:: at 4:1", "1.2.3.4 at 6:2"],
            items.Select(item => $"{item.Text} at {item.Line}:{item.Column}"));
        Assert.Equal("not_an_address", Assert.Single(items, item => item.Fault is not null).Fault?.Code);
    }

    [Theory]
    [InlineData("10.1.2.3 255.0.0.0", "write 10.0.0.0/8.")]
    [InlineData("10.1.2.3 \t 255.255.255.254", "write 10.1.2.2/31.")]
    [InlineData("2001:db8::1 255.255.0.0", "as in 10.0.0.0/8.")]
    [InlineData("192.168.10.0 0.0.0.255", "write 192.168.10.0/24.")]
    [InlineData("10.0.0.0 0.255.255.255", "write 10.0.0.0/8.")]
    [InlineData("1.5.0.8 255.255.255.255", "write 1.5.0.8/32.")]
    [InlineData("1.5.0.8 0.0.0.0", "write 1.5.0.8/32.")]
    [InlineData("224.0.0.0\t240.0.0.0", "write 224.0.0.0/4.")]
    [InlineData("224.0.0.0 15.255.255.255", "write 224.0.0.0/4.")]
    public void A_netmask_behind_an_address_is_refused_with_a_hint(string text, string hint)
    {
        var item = NetworkPaste.Parse(text).Last();

        Assert.Equal("netmask", item.Fault?.Code);
        Assert.EndsWith(hint, item.Fault?.Message, StringComparison.Ordinal);
        Assert.Equal(default, item.Network);
    }

    [Theory]
    [InlineData("10.0.0.0,255.0.0.0")]
    [InlineData("10.0.0.0\n255.0.0.0")]
    [InlineData("10.0.0.0\r255.0.0.0")]
    [InlineData("10.0.0.0/8 255.0.0.0")]
    [InlineData("10.0.0.0 255.0.255.0")]
    [InlineData("10.0.0.0 0.0.255.0")]
    [InlineData("10.0.0.0 # 255.0.0.0")]
    [InlineData("10.0.0.0 255.0.0.0/32")]
    [InlineData("255.0.0.0 10.0.0.0")]
    public void What_only_looks_like_a_netmask_is_a_network(string text) =>
        Assert.All(NetworkPaste.Parse(text), item => Assert.Null(item.Fault));

    [Theory]
    [InlineData("1.2.3.4 - 1.2.3.9", "1.2.3.4 - 1.2.3.9")]
    [InlineData("1.2.3.4- \t1.2.3.9 10.0.0.1", "1.2.3.4- \t1.2.3.9|10.0.0.1")]
    [InlineData("10.0.0.1 1.2.3.4 \u20131.2.3.9,::1~::5", "10.0.0.1|1.2.3.4 \u20131.2.3.9|::1~::5")]
    [InlineData("1.2.3.4 -\n1.2.3.9", "1.2.3.4|-|1.2.3.9")]
    [InlineData("1.2.3.4 - # 1.2.3.9", "1.2.3.4|-")]
    [InlineData("1.2.3.4 - 1.2.3.0/24", "1.2.3.4|-|1.2.3.0/24")]
    public void A_range_is_one_item_whatever_stands_around_its_dash(string text, string items) =>
        Assert.Equal(items.Split('|'), NetworkPaste.Parse(text).Select(item => item.Text));

    [Theory]
    [InlineData("10.0.0.1 # a, b; c #d\n10.0.0.2", "10.0.0.1| a, b; c #d|10.0.0.2|")]
    [InlineData("10.0.0.1, 10.0.0.2\t;x\r\n# 1.2.3.4\r10.0.0.3", "10.0.0.1|x|10.0.0.2|x|10.0.0.3|")]
    [InlineData("10.0.0.1#a 10.0.0.2;b,#c ;d", "10.0.0.1#a|d|10.0.0.2;b|d|#c|d")]
    [InlineData("10.0.0.1 #", "10.0.0.1|")]
    public void A_comment_belongs_to_every_network_of_its_line(string text, string expected) =>
        Assert.Equal(expected.Split('|'), NetworkPaste.Parse(text).SelectMany(item => (string[])[item.Text, item.Comment.ToString()]));

    [Fact]
    public void An_endless_item_is_quoted_in_short()
    {
        var item = Assert.Single(NetworkPaste.Parse(new string('1', 1_000_000)));

        Assert.Equal(new string('1', 64) + "…", item.Text);
    }

    [Fact]
    public void A_million_items_are_read_without_allocating_for_each()
    {
        var text = new StringBuilder();
        for (var number = 0; number < 1_000_000; number++)
        {
            _ = text.Append(Address.IPv4((uint)number << 4)).Append(number % 10 == 0 ? "\r\n" : " ");
        }

        var paste = text.ToString();
        _ = NetworkPaste.Parse("::1").Count();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var valid = NetworkPaste.Parse(paste).Count(item => item.Fault is null);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1_000_000, valid);
        Assert.InRange(allocated, 0, 10_000);
    }
}
