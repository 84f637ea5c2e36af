using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Packing;
using IpAccess.Snapshots;
using IpAccess.Testing;
using IpAccess.Tests.Allowlists.Versions;

namespace IpAccess.Tests.Snapshots;

public sealed class SnapshotFormatTests
{
    private static readonly SampleContent Plain = new(
        new(
            12,
            new() { Mode = Mode.Enforce, EmptyList = EmptyList.Deny, ExemptSurfaces = ["smtp"], Recoveries = [] },
            [.. Testing.Versions.Some.Hosts(200).Order().Select((network, i) => Testing.Versions.Some.Rule(network, i + 1))],
            []),
        Before: null,
        HasSameRules: false,
        RevertsAt: 0);

    [Fact]
    public void Whatever_is_packed_comes_back() => SnapshotGen.Content.Sample(
        content =>
        {
            var read = SnapshotGen.Again(content);

            Assert.Equal(("acme", 1_800_000_000_123, "an-identity"), (read.Account, read.AsOf, read.Identity));
            content.List.AssertIs(read.State);
            Assert.Equal(content.Before is null, read.Reverts is null);
            if (content.Before is { } before)
            {
                Assert.Equal(content.RevertsAt, read.Reverts!.At);
                before.AssertIs(read.Reverts.State);
            }
        },
        iter: Effort.Of(1_000, 100_000));

    [Fact]
    public void An_app_decides_as_the_service_does() => Gen.Select(
        SnapshotGen.Content, VersionsGen.Network.Array[20], Gen.OneOf<string?>(null, "api", "other"), Gen.Long[1_800_000_000, 1_800_100_000]).Sample(
        (content, others, surface, now) =>
        {
            var snapshot = SnapshotGen.Again(content);
            var list = content.Before is { } before && now >= content.RevertsAt ? before : content.List;
            var index = list.Index;
            var addresses = list.Rules.SelectMany(rule => new[] { rule.Network.First, rule.Network.Last })
                .Concat(list.Settings.Recoveries.Select(recovery => recovery.Address))
                .Concat(others.Select(network => network.First));
            Assert.All(addresses.Append(default), address =>
            {
                var expected = Decision.For(list.Settings, index, address, surface, now);
                var decided = snapshot.At(now).Decide(address, surface, now);
                Assert.Equal(
                    (expected.Allowed, expected.Reason, expected.Rule?.Id, expected.Rule?.Network, expected.Rule?.ExpiresAt),
                    (decided.Allowed, decided.Reason, decided.Rule?.Id, decided.Rule?.Network, decided.Rule?.ExpiresAt));
            });
        },
        iter: Effort.Of(500, 50_000));

    [Fact]
    public void Any_damaged_byte_is_noticed() =>
        Gen.Select(SnapshotGen.Content, Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).Sample(
            (content, place, damage) =>
            {
                var bytes = SnapshotFormat.Write(1, content.Pack());
                bytes[place % bytes.Length] ^= damage;
                Assert.Throws<InvalidDataException>(() => SnapshotFormat.Read(bytes));
            },
            iter: Effort.Of(1_000, 100_000));

    [Fact]
    public void Each_byte_of_a_small_one_counts()
    {
        var bytes = SnapshotFormat.Write(1, Plain.Pack());

        Assert.All(Enumerable.Range(0, bytes.Length), place =>
        {
            var damaged = bytes.ToArray();
            damaged[place] ^= 1;
            Assert.Throws<InvalidDataException>(() => SnapshotFormat.Read(damaged));
            Assert.Throws<InvalidDataException>(() => SnapshotFormat.Read(bytes.AsSpan(0, place)));
        });
        Assert.Throws<InvalidDataException>(() => SnapshotFormat.Read([.. bytes, 0]));
    }

    /// <summary>The checksum does not help where the writer itself was wrong, or means harm.</summary>
    [Fact]
    public void Content_that_can_not_be_is_refused_or_is_a_list() =>
        Gen.Select(SnapshotGen.Content, Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).Sample(
            (content, place, damage) =>
            {
                var bytes = Unpacked(content.Pack());
                bytes[place % bytes.Length] ^= damage;
                try
                {
                    var read = SnapshotFormat.Read(SnapshotFormat.Write(1, Packed(bytes)));
                    _ = read.State.Decide(content.List.Rules.FirstOrDefault()?.Network.First ?? default, "api", 1_800_000_000);
                }
                catch (InvalidDataException)
                {
                    // That is what its readers wait for; anything else fails this test.
                }
            },
            iter: Effort.Of(4_000, 300_000));

    [Fact]
    public void A_later_format_is_refused_by_its_number()
    {
        var bytes = SnapshotFormat.Write(1, Plain.Pack());
        bytes[4] = 2;

        Assert.Contains("format 2 is unknown", Assert.Throws<InvalidDataException>(() => SnapshotFormat.Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_part_that_decisions_do_not_need_is_passed_over() =>
        Plain.List.AssertIs(SnapshotFormat.Read(SnapshotFormat.Write(1, Packed(WithSection(1001)))).State);

    [Fact]
    public void A_later_part_that_decisions_need_refuses_the_whole() => Assert.Contains(
        "section 1000 is unknown",
        Assert.Throws<InvalidDataException>(() => SnapshotFormat.Read(SnapshotFormat.Write(1, Packed(WithSection(1000))))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_later_member_of_the_head_is_passed_over() =>
        Assert.Equal("acme", SnapshotFormat.Read(SnapshotFormat.Write(1, Packed(WithHead(head => head.Replace("{\"account\"", "{\"later\":[1],\"account\"", StringComparison.Ordinal))))).Account);

    [Theory]
    [InlineData("\"mode\":\"enforce\"", "\"mode\":\"guess\"")]
    [InlineData("\"mode\":\"enforce\"", "\"mode\":2")]
    [InlineData("\"mode\":\"enforce\"", "\"mode\":null")]
    [InlineData("\"mode\":\"enforce\",", "")]
    [InlineData("\"exempt_surfaces\":[\"smtp\"]", "\"exempt_surfaces\":null")]
    [InlineData("\"exempt_surfaces\":[\"smtp\"]", "\"exempt_surfaces\":[null]")]
    [InlineData("\"recoveries\":[]", "\"recoveries\":[{\"address\":\"192.0.2.0/24\",\"until\":1}]")]
    [InlineData("\"recoveries\":[]", "\"recoveries\":[{\"until\":1}]")]
    [InlineData("\"recoveries\":[]", "\"recoveries\":[null]")]
    [InlineData("\"account\":\"acme\"", "\"account\":null")]
    [InlineData("\"account\":\"acme\"", "\"account\":\"acme\",\"account\":\"other\"")]
    [InlineData("\"version\":12", "\"version\":1.5")]
    [InlineData("\"is_empty_list\":false", "\"is_empty_list\":true")]
    public void A_head_that_can_not_be_meant_is_refused(string right, string wrong)
    {
        var content = WithHead(head => head.Contains(right, StringComparison.Ordinal)
            ? head.Replace(right, wrong, StringComparison.Ordinal)
            : throw new InvalidOperationException(head));

        Assert.Throws<InvalidDataException>(() => SnapshotFormat.Read(SnapshotFormat.Write(1, Packed(content))));
    }

    [Fact]
    public void A_length_beyond_all_reason_makes_no_room_for_itself()
    {
        var packed = Plain.Pack();
        BinaryPrimitives.WriteInt32BigEndian(packed, int.MaxValue);
        var bytes = SnapshotFormat.Write(1, packed);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("too long", Assert.Throws<InvalidDataException>(() => SnapshotFormat.Read(bytes)).Message, StringComparison.Ordinal);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Labels_and_reasons_stay_where_they_are()
    {
        var rule = Testing.Versions.Some.Rule(Network.IPv4(0xc0000200, 24), 1, "the office");
        var settings = Plain.List.Settings with { Recoveries = [new(Address.IPv4(1), 1_800_000_000, "locked out")] };
        var content = Unpacked(SnapshotFormat.Pack(new("acme", "i", new(1, settings, SnapshotRules.Of([rule]), []))));

        var text = System.Text.Encoding.Latin1.GetString(content);

        Assert.Contains("0.0.0.1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("the office", text, StringComparison.Ordinal);
        Assert.DoesNotContain("locked out", text, StringComparison.Ordinal);
    }

    private static byte[] Unpacked(byte[] packed)
    {
        var content = new byte[BinaryPrimitives.ReadInt32BigEndian(packed)];
        Assert.True(BrotliDecoder.TryDecompress(packed.AsSpan(4), content, out var length) && length == content.Length);
        return content;
    }

    private static byte[] Packed(ReadOnlySpan<byte> content)
    {
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(content.Length)];
        Assert.True(BrotliEncoder.TryCompress(content, compressed, out var length));
        var before = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(before, content.Length);
        return [.. before, .. compressed.AsSpan(0, length)];
    }

    private static byte[] WithSection(int tag)
    {
        var writer = new PackWriter();
        writer.Bytes(Unpacked(Plain.Pack()));
        SnapshotSections.Write(writer, tag, [1, 2, 3]);
        return writer.Written.ToArray();
    }

    private static byte[] WithHead(Func<string, string> change)
    {
        var sections = SnapshotSections.Read(new(Unpacked(Plain.Pack())));
        var writer = new PackWriter();
        SnapshotSections.Write(
            writer,
            SnapshotSections.HeadTag,
            System.Text.Encoding.UTF8.GetBytes(change(System.Text.Encoding.UTF8.GetString(sections.Head.Rest))));
        SnapshotSections.Write(writer, SnapshotSections.RulesTag, sections.Rules.Rest);
        return writer.Written.ToArray();
    }
}
