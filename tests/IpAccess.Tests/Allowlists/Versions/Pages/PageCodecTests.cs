using CsCheck;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Testing;
using IpAccess.Testing.Versions;

namespace IpAccess.Tests.Allowlists.Versions.Pages;

public sealed class PageCodecTests
{
    [Fact]
    public void Any_rules_come_back_as_they_were() => VersionsGen.Rules.Sample(
        rules => PageCodec.Decode(PageCodec.Encode(rules.AsSpan())).SequenceEqual(rules), iter: Effort.Of(2_000, 200_000));

    [Fact]
    public void Any_damaged_byte_is_noticed() =>
        Gen.Select(VersionsGen.Rules, Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).Sample(
            (rules, place, damage) =>
            {
                var bytes = PageCodec.Encode(rules.AsSpan());
                bytes[place % bytes.Length] ^= damage;
                Assert.Throws<InvalidDataException>(() => PageCodec.Decode(bytes));
            },
            iter: Effort.Of(2_000, 200_000));

    [Fact]
    public void Any_cut_is_noticed() => Gen.Select(VersionsGen.Rules, Gen.Int[0, int.MaxValue]).Sample(
        (rules, place) =>
        {
            var bytes = PageCodec.Encode(rules.AsSpan());
            Assert.Throws<InvalidDataException>(() => PageCodec.Decode(bytes.AsSpan(0, place % bytes.Length)));
        },
        iter: Effort.Of(2_000, 200_000));

    /// <summary>A checksum does not help where the writer itself was wrong.</summary>
    [Fact]
    public void Content_that_can_not_be_is_refused_or_is_rules() =>
        Gen.Select(VersionsGen.Rules, Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).Sample(
            (rules, place, damage) =>
            {
                var content = Packed.Unwrap(PackedKind.Rules, PageCodec.Encode(rules.AsSpan()));
                content[place % content.Length] ^= damage;
                return IsRefusedOrInOrder(Packed.Wrap(PackedKind.Rules, content));
            },
            iter: Effort.Of(4_000, 300_000));

    [Fact]
    public void Four_thousand_hosts_with_a_label_each_fit_a_page()
    {
        var rules = Some.Hosts(4_096).Order().Select((network, i) => Some.Rule(network, i + 1, $"host {i}")).ToArray();

        Assert.InRange(PageCodec.Encode(rules).Length, 1, new PageLimits().Bytes);
    }

    private static bool IsRefusedOrInOrder(byte[] bytes)
    {
        try
        {
            var rules = PageCodec.Decode(bytes);
            return rules.Zip(rules.Skip(1), (one, next) => one.Network.CompareTo(next.Network) < 0).All(isInOrder => isInOrder);
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}
