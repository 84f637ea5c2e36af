using CsCheck;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Networks;
using IpAccess.Testing;

namespace IpAccess.Tests.Allowlists.Versions.Pages;

public sealed class RootTests
{
    private static readonly Gen<PageRef> Ref = Gen.Select(VersionsGen.Network, Gen.Int[1, int.MaxValue], Gen.Long[0, 1L << 45])
        .Select((first, count, time) => new PageRef(PageId.New(DateTimeOffset.FromUnixTimeMilliseconds(time)), first, count));

    [Fact]
    public void Any_root_comes_back_as_it_was() => Gen.Select(Gen.Bool, Ref.Array[0, 64]).Sample(
        (hasLists, refs) =>
        {
            var root = new Root(hasLists, [.. refs.DistinctBy(page => page.First).OrderBy(page => page.First)]);

            var read = Root.Decode(root.Encode());

            Assert.Equal(root.HasLists, read.HasLists);
            Assert.Equal(root.Refs, read.Refs.AsEnumerable());
        },
        iter: Effort.Of(1_000, 100_000));

    [Fact]
    public void Any_damaged_byte_is_noticed() => Gen.Select(Ref, Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).Sample(
        (page, place, damage) =>
        {
            var bytes = new Root(HasLists: false, [page]).Encode();
            bytes[place % bytes.Length] ^= damage;
            Assert.Throws<InvalidDataException>(() => Root.Decode(bytes));
        },
        iter: Effort.Of(1_000, 100_000));

    [Fact]
    public void A_full_list_page_of_IPv6_networks_fits_a_property()
    {
        var limits = new PageLimits();
        var refs = Enumerable.Range(0, limits.ListRefs)
            .Select(i => Network.IPv6(UInt128.MaxValue / 1_031 * (uint)i, 128))
            .Select(first => new PageRef(PageId.New(DateTimeOffset.UnixEpoch), first, limits.Rules));

        Assert.InRange(new Root(HasLists: false, [.. refs]).Encode().Length, 1, limits.Bytes);
    }

    [Fact]
    public void A_page_id_tells_when_it_was_made_and_sorts_by_it()
    {
        var time = new DateTimeOffset(2026, 11, 22, 12, 0, 0, 123, TimeSpan.Zero);

        var id = PageId.New(time);

        Assert.Equal(PageId.Length, id.Length);
        Assert.Equal(time, PageId.TimeOf(id));
        Assert.True(string.CompareOrdinal(id, PageId.Start(time)) > 0);
        Assert.True(string.CompareOrdinal(id, PageId.Start(time.AddMilliseconds(1))) < 0);
    }
}
