using CsCheck;
using IpAccess.Exports;
using IpAccess.Networks;
using IpAccess.Testing;
using IpAccess.Tests.Networks;

namespace IpAccess.Tests.Exports;

public sealed class RunningCoverTests
{
    private const int Million = 1 << 20;

    [Theory]
    [InlineData("", "")]
    [InlineData("10.0.0.0/25 10.0.0.128/25", "10.0.0.0/24")]
    [InlineData("10.0.0.0/25 10.0.0.128/26 10.0.0.192/26", "10.0.0.0/24")]
    [InlineData("10.0.0.128/25 10.0.1.0/25", "10.0.0.128/25 10.0.1.0/25")]
    [InlineData("10.0.0.0/8 10.1.0.0/16 11.0.0.0/8", "10.0.0.0/7")]
    [InlineData("0.0.0.0/1 128.0.0.0/1 ::/1 8000::/1", "0.0.0.0/0 ::/0")]
    [InlineData("255.255.255.255/32 ::/128", "255.255.255.255/32 ::/128")]
    [InlineData("::fffe:0:0/96", "::fffe:0:0/95")]
    [InlineData("::fffc:0:0/95 ::fffe:0:0/96", "::fffc:0:0/94")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    public async Task A_list_has_the_smallest_cover(string networks, string cover) =>
        Assert.Equal(cover, string.Join(' ', await CoverAsync(networks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Read))));

    [Fact]
    public async Task It_is_the_cover_of_networks_of_which_none_ends() =>
        await NetworkGen.Any.List[0, 32].SampleAsync(
            async networks => Assert.Equal(
                SmallestCover.Of([.. networks.Select(network => new TimedNetwork(network, null))]).Select(timed => timed.Network),
                await CoverAsync(networks.Order())),
            iter: Effort.Of(5_000, 500_000),
            print: networks => string.Join(' ', networks));

    [Fact]
    public async Task A_million_neighbours_become_one_network_while_they_are_read()
    {
        var hosts = Enumerable.Range(0, Million).Select(i => Network.IPv4(0x0a000000 + (uint)i, 32));
        var sites = Enumerable.Range(0, Million).Select(i => Network.IPv6(new UInt128(0x2001_0db8_0000_0000 + (ulong)i, 0), 64));

        Assert.Equal("10.0.0.0/12 2001:db8::/44", string.Join(' ', await CoverAsync(hosts.Concat(sites))));
    }

    [Fact]
    public async Task What_is_ready_is_given_before_the_rest_is_read()
    {
        var read = 0;
        var networks = Enumerable.Range(0, 1000).Select(i =>
        {
            read++;
            return Network.IPv4((uint)i << 9, 24);
        });

        await foreach (var first in RunningCover.OfAsync(networks.ToAsyncEnumerable()))
        {
            Assert.Equal("0.0.0.0/24", first.ToString());
            break;
        }

        Assert.Equal(2, read);
    }

    private static async Task<List<Network>> CoverAsync(IEnumerable<Network> networks) =>
        await RunningCover.OfAsync(networks.ToAsyncEnumerable()).ToListAsync();

    private static Network Read(string text)
    {
        Assert.Null(NetworkText.Parse(text, out var network));
        return network;
    }
}
