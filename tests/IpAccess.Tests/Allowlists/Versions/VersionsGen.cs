using System.Collections.Immutable;
using CsCheck;
using IpAccess.Allowlists;
using IpAccess.Networks;

namespace IpAccess.Tests.Allowlists.Versions;

/// <summary>Random networks and rules.</summary>
internal static class VersionsGen
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf("HQ", "manual", "key:k1", string.Empty, "Zürich 🏢"), Gen.String[Gen.Char['a', 'z'], 0, 100]);

    private static readonly Gen<long> Time = Gen.OneOf(Gen.Long[1_800_000_000, 1_800_100_000], Gen.Long[0, 1L << 40]);

    /// <summary>Any network, often one of the extreme ones.</summary>
    public static Gen<Network> Network { get; } = Gen.OneOf(
        Gen.Select(Gen.UInt, Gen.Int[0, 32], IpAccess.Networks.Network.IPv4),
        Gen.Select(Gen.OneOf(0u, uint.MaxValue), Gen.Int[0, 32], IpAccess.Networks.Network.IPv4),
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, 128], (high, low, length) => IpAccess.Networks.Network.IPv6(new(high, low), length)),
        Gen.Select(Gen.OneOf(UInt128.Zero, UInt128.MaxValue), Gen.Int[0, 128], IpAccess.Networks.Network.IPv6));

    /// <summary>Any rule.</summary>
    public static Gen<Rule> Rule { get; } = Gen.Select(
        Network, Gen.Long[1, (1L << 53) - 1], Gen.Null(Text), Gen.Bool, Gen.Select(Text, Text), Gen.Select(Time, Gen.Nullable(Time), Time))
        .Select((network, id, label, enabled, texts, times) => new Rule
        {
            Id = id,
            Network = network,
            Label = label,
            Enabled = enabled,
            Source = texts.Item1,
            CreatedBy = texts.Item2,
            CreatedAt = times.Item1,
            ExpiresAt = times.Item2,
            UpdatedAt = times.Item3,
        });

    /// <summary>Any page: rules in network order, each network once.</summary>
    public static Gen<ImmutableArray<Rule>> Rules { get; } = Rule.Array[0, 60].Select(rules =>
        rules.DistinctBy(rule => rule.Network).OrderBy(rule => rule.Network).ToImmutableArray());
}
