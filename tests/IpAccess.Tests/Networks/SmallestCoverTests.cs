using CsCheck;
using IpAccess.Networks;
using IpAccess.Testing;

namespace IpAccess.Tests.Networks;

public sealed class SmallestCoverTests
{
    private const int Million = 1 << 20;

    [Theory]
    [InlineData("", "")]
    [InlineData("10.0.0.0/25 10.0.0.128/25", "10.0.0.0/24")]
    [InlineData("10.0.0.0/25 10.0.1.0/25", "10.0.0.0/25 10.0.1.0/25")]
    [InlineData("10.0.0.128/25 10.0.1.0/25", "10.0.0.128/25 10.0.1.0/25")]
    [InlineData("10.0.0.0/8 10.1.0.0/16", "10.0.0.0/8")]
    [InlineData("10.0.0.0/8 10.1.0.0/16-7", "10.0.0.0/8")]
    [InlineData("10.0.0.0/8-7 10.1.0.0/16", "10.0.0.0/8-7 10.1.0.0/16")]
    [InlineData("10.0.0.0/8-7 10.1.0.0/16-7", "10.0.0.0/8-7")]
    [InlineData("10.0.0.0/25-7 10.0.0.128/25", "10.0.0.0/24-7 10.0.0.128/25")]
    [InlineData("10.0.0.0/25-7 10.0.0.128/26 10.0.0.192/26-9", "10.0.0.0/24-7 10.0.0.128/25-9 10.0.0.128/26")]
    [InlineData("10.0.0.0/24-7 10.0.0.0/25 10.0.0.128/25", "10.0.0.0/24")]
    [InlineData("0.0.0.0/1 128.0.0.0/1 ::/1 8000::/1", "0.0.0.0/0 ::/0")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("::fffe:0:0/96", "::fffe:0:0/95")]
    [InlineData("::fffc:0:0/95 ::fffe:0:0/96", "::fffc:0:0/94")]
    [InlineData("::fffe:0:0/95 ::fffe:0:0/96", "::fffe:0:0/95")]
    [InlineData("::fffe:0:0/95-7 ::fffe:0:0/96", "::fffe:0:0/95")]
    [InlineData("::fffe:0:0/95-7 ::fffe:0:0/96-8", "::fffe:0:0/95-8")]
    [InlineData("::fffe:0:0/96-7", "::fffe:0:0/95-7")]
    [InlineData("0.0.0.0/0 ::fffd:0:0/96", "0.0.0.0/0 ::fffd:0:0/96")]
    [InlineData("0.0.0.0/0-7 ::fffe:0:0/96", "0.0.0.0/0-7 ::fffe:0:0/95")]
    public void A_list_has_the_smallest_cover(string networks, string cover) =>
        Assert.Equal(cover, string.Join(' ', SmallestCover.Of([.. networks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Read)]).Select(Show)));

    [Fact]
    public void Every_address_counts_until_the_same_time() =>
        NetworkGen.Timed(NetworkGen.Any).List[0, 24].Sample(
            networks =>
            {
                var cover = SmallestCover.Of(networks);
                foreach (var address in NetworkGen.Edges(networks.Concat(cover).Select(timed => timed.Network)))
                {
                    Assert.Equal(FewestNetworks.EndOf(address, networks), FewestNetworks.EndOf(address, cover));
                }

                Assert.Equal(cover.Select(timed => timed.Network).Distinct().Order(), cover.Select(timed => timed.Network));
            },
            iter: Effort.Of(3_000, 300_000),
            print: networks => string.Join(' ', networks.Select(Show)));

    [Fact]
    public void No_other_networks_are_fewer() =>
        NetworkGen.Timed(NetworkGen.Dense).List[0, 24].Sample(
            networks => Assert.Equal(new FewestNetworks(networks).Count(), SmallestCover.Of(networks).Count),
            iter: Effort.Of(1_000, 100_000),
            print: networks => string.Join(' ', networks.Select(Show)));

    [Fact]
    public void A_million_neighbours_become_one_network()
    {
        var hosts = Enumerable.Range(0, Million).Select(i => new TimedNetwork(Network.IPv4(0x0a000000 + (uint)i, 32), null));
        var sites = Enumerable.Range(0, Million).Select(i => new TimedNetwork(Network.IPv6(new UInt128(0x2001_0db8_0000_0000 + (ulong)i, 0), 64), null));

        Assert.Equal("10.0.0.0/12 2001:db8::/44", string.Join(' ', SmallestCover.Of([.. sites.Concat(hosts)]).Select(Show)));
    }

    [Fact]
    public void A_million_networks_that_each_end_at_another_time_are_covered()
    {
        // The first lasts longest: each is needed but the last of a pair, which its block of two can stand for.
        var networks = Enumerable.Range(0, Million).Select(i => new TimedNetwork(Network.IPv4(0x0a000000 + (uint)i, 32), Million - i)).ToList();

        var cover = SmallestCover.Of(networks);

        Assert.Equal(Million, cover.Count);
        Assert.Equal(new(Network.IPv4(0x0a000000, 12), 1), cover[0]);
        Assert.Equal(Enumerable.Range(1, Million), cover.Select(timed => (int)timed.Until!).Order());
    }

    [Fact]
    public void A_million_networks_of_both_families_are_covered()
    {
        var random = new Random(1);
        List<TimedNetwork> networks =
        [
            .. Enumerable.Range(0, Million).Select(i => new TimedNetwork(
                i % 2 == 0
                    ? Network.IPv4((uint)random.NextInt64(1L << 32), random.Next(16, 33))
                    : Network.IPv6(new((ulong)random.NextInt64(), (ulong)random.NextInt64()), random.Next(32, 129)),
                random.Next(3) == 0 ? null : random.Next(1_000_000))),
        ];

        var cover = SmallestCover.Of(networks);

        var (before, after) = (Index(networks), Index(cover));
        Assert.InRange(cover.Count, 1, Million);
        foreach (var address in NetworkGen.Edges(networks.Where((_, i) => i % 50 == 0).Concat(cover.Where((_, i) => i % 50 == 0)).Select(timed => timed.Network)))
        {
            Assert.Equal(EndOf(address, before), EndOf(address, after));
        }
    }

    private static (NetworkIndex Index, List<TimedNetwork> Networks) Index(IEnumerable<TimedNetwork> networks)
    {
        var distinct = networks.GroupBy(timed => timed.Network, (_, same) => same.MaxBy(timed => timed.Until ?? long.MaxValue)).OrderBy(timed => timed.Network).ToList();
        return (NetworkIndex.Build([.. distinct.Select(timed => timed.Network)]), distinct);
    }

    private static long EndOf(Address address, (NetworkIndex Index, List<TimedNetwork> Networks) list)
    {
        var end = long.MinValue;
        for (var ordinal = list.Index.Find(address); ordinal >= 0; ordinal = list.Index.Parent(ordinal))
        {
            end = Math.Max(end, list.Networks[ordinal].Until ?? long.MaxValue);
        }

        return end;
    }

    private static TimedNetwork Read(string text)
    {
        var parts = text.Split('-');
        Assert.Null(NetworkText.Parse(parts[0], out var network));
        return new(network, parts.Length > 1 ? parts[1][0] - '0' : null);
    }

    private static string Show(TimedNetwork timed) => timed.Until is { } until ? $"{timed.Network}-{until}" : timed.Network.ToString();
}
