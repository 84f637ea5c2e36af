using CsCheck;
using IpAccess.Networks;
using IpAccess.Testing;

namespace IpAccess.Tests.Networks;

/// <summary>The index against a linear search that is obviously right.</summary>
public sealed class NetworkIndexTests
{
    // Few distinct bits make networks nest, touch and repeat their first addresses.
    private static readonly Gen<Network> AnyNetwork = Gen.OneOf(
        Gen.Select(Gen.UInt, Gen.Int[0, 32], Network.IPv4),
        Gen.Select(Gen.UInt[0, 7], Gen.Int[29, 32], (bits, length) => Network.IPv4(0xc0a80000 | bits, length)),
        Gen.Select(OneOf(0u, 0x80000000, uint.MaxValue), Gen.Int[0, 32], Network.IPv4),
        Gen.Select(Gen.UInt128, Gen.Int[0, 128], Network.IPv6),
        Gen.Select(Gen.UInt128[0, 7], Gen.Int[124, 128], (bits, length) => Network.IPv6(new UInt128(0x20010db800000000, 0) | bits, length)),
        Gen.Select(OneOf<UInt128>(0, UInt128.MaxValue, 0xffff_ffff_ffff), Gen.Int[0, 128], Network.IPv6));

    [Fact]
    public void It_agrees_with_a_linear_search_on_any_networks() =>
        AnyNetwork.List[0, 40].Sample(
            networks => AssertLinear(Sorted(networks)),
            iter: Effort.Of(5_000, 500_000),
            print: networks => string.Join(' ', networks));

    [Theory]
    [InlineData(1, 1_000, 0, 32)]
    [InlineData(2, 1_000, 24, 32)]
    [InlineData(3, 500, 8, 24)]
    public void It_agrees_with_a_linear_search_on_long_lists(int seed, int count, int shortest, int longest)
    {
        var random = new Random(seed);
        var networks = Sorted(Enumerable.Range(0, count).Select(index => index % 2 == 0
            ? Network.IPv4((uint)random.NextInt64(1L << 32), random.Next(shortest, longest + 1))
            : Network.IPv6(new UInt128(0x2001_0db8_0000_0000ul | (uint)random.NextInt64(1L << 32), 0), 4 * random.Next(shortest, longest + 1))));

        AssertLinear(networks);
    }

    [Fact]
    public void An_empty_index_holds_nothing()
    {
        var index = NetworkIndex.Build([]);

        Assert.Equal(-1, index.Find(Address.IPv4(0)));
        Assert.Equal(-1, index.Find(Address.IPv6(0)));
        Assert.Equal(0, index.Count);
    }

    [Fact]
    public void No_address_lies_in_no_network() =>
        Assert.Equal(-1, NetworkIndex.Build([Network.IPv4(0, 0), Network.IPv6(0, 0)]).Find(default));

    [Fact]
    public void The_whole_families_hold_their_own_addresses_only()
    {
        var index = NetworkIndex.Build([Network.IPv4(0, 0), Network.IPv6(0, 0)]);

        Assert.Equal((0, 0), (index.Find(Address.IPv4(0)), index.Find(Address.IPv4(uint.MaxValue))));
        Assert.Equal((1, 1), (index.Find(Address.IPv6(0)), index.Find(Address.IPv6(UInt128.MaxValue))));
    }

    [Fact]
    public void The_parents_lead_outwards_through_every_nested_network()
    {
        var networks = Enumerable.Range(0, 33).Select(length => Network.IPv4(0xc0a80101, length)).Order().ToArray();
        var index = NetworkIndex.Build(networks);

        var chain = new List<int>();
        for (var ordinal = index.Find(Address.IPv4(0xc0a80101)); ordinal >= 0; ordinal = index.Parent(ordinal))
        {
            chain.Add(networks[ordinal].PrefixLength);
        }

        Assert.Equal(Enumerable.Range(0, 33).Reverse(), chain);
    }

    [Fact]
    public void Networks_out_of_order_repeated_or_absent_are_refused()
    {
        var (a, b) = (Network.IPv4(1, 32), Network.IPv4(2, 32));

        Assert.Throws<ArgumentException>(() => NetworkIndex.Build([b, a]));
        Assert.Throws<ArgumentException>(() => NetworkIndex.Build([a, a]));
        Assert.Throws<ArgumentException>(() => NetworkIndex.Build([default, a]));
    }

    [Fact]
    public void A_small_list_takes_little_memory_and_a_long_one_little_for_each_network()
    {
        var million = Enumerable.Range(0, 1_000_000).Select(number => Network.IPv4((uint)number << 10, 24)).Distinct().ToArray();

        Assert.InRange(NetworkIndex.Build([Network.IPv4(0, 8)]).ApproximateBytes, 9, 100);
        Assert.InRange(NetworkIndex.Build(million).ApproximateBytes, 9L * million.Length, 10L * million.Length);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Network[] Sorted(IEnumerable<Network> networks) => [.. networks.Distinct().Order()];

    private static void AssertLinear(Network[] networks)
    {
        var index = NetworkIndex.Build(networks);
        Assert.Equal(networks.Length, index.Count);
        for (var ordinal = 0; ordinal < networks.Length; ordinal++)
        {
            Assert.Equal(LinearParent(networks, ordinal), index.Parent(ordinal));
            foreach (var address in Boundaries(networks[ordinal]))
            {
                Assert.Equal(LinearFind(networks, address), index.Find(address));
            }
        }
    }

    private static int LinearFind(Network[] networks, Address address) =>
        Longest(networks, ordinal => networks[ordinal].Contains(address));

    private static int LinearParent(Network[] networks, int child) => Longest(networks, ordinal =>
        networks[ordinal].PrefixLength < networks[child].PrefixLength && networks[ordinal].Contains(networks[child].First));

    private static int Longest(Network[] networks, Func<int, bool> holds) => Enumerable.Range(0, networks.Length)
        .Where(holds).OrderByDescending(ordinal => networks[ordinal].PrefixLength).FirstOrDefault(-1);

    private static IEnumerable<Address> Boundaries(Network network)
    {
        var (first, last) = (network.First.Bits, network.LastBits);
        UInt128[] bits = [first, first - UInt128.One, last, last + UInt128.One, first + ((last - first) / 2)];
        return bits.Select(value => network.First.IsIPv4 ? Address.IPv4((uint)value) : Address.IPv6(value));
    }
}
