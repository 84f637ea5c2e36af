using System.Collections.Immutable;
using CsCheck;
using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Snapshots;
using IpAccess.Tests.Allowlists.Versions;

namespace IpAccess.Tests.Snapshots;

/// <summary>Random lists with their settings, and addresses that mean something to them.</summary>
internal static class SnapshotGen
{
    private static readonly Gen<ImmutableArray<string>> Surfaces =
        Gen.OneOf("api", "smtp", "web.login").Array[0, 2].Select(names => names.Distinct().ToImmutableArray());

    private static readonly Gen<Recovery> Recovery = Gen.Select(
        VersionsGen.Network, Gen.Long[1_800_000_000, 1_800_100_000], (network, until) => new Recovery(network.First, until, "A reason."));

    /// <summary>Any settings that decisions can have.</summary>
    public static Gen<DecisionSettings> Settings { get; } = Gen.Select(
        Gen.Enum<Mode>(),
        Gen.Enum<UnknownPolicy>(),
        Gen.Enum<EmptyList>(),
        Gen.Enum<FailurePolicy>(),
        Surfaces,
        Gen.Select(Recovery.Array[0, 3], Gen.Nullable(Gen.Int[5, 86_400]), Gen.Nullable(Gen.Long[1_800_000_000, 1_800_100_000])))
        .Select((mode, unknown, emptyList, onFailure, surfaces, rest) => new DecisionSettings
        {
            Mode = mode,
            Unknown = unknown,
            EmptyList = emptyList,
            OnFailure = onFailure,
            ExemptSurfaces = surfaces,
            Recoveries = [.. rest.Item1.DistinctBy(recovery => recovery.Address)],
            MaxStaleSeconds = rest.Item2,
            LearningUntil = rest.Item3,
        });

    /// <summary>Any list.</summary>
    public static Gen<SampleList> List { get; } = Gen.Select(
        Gen.Long[1, 1L << 53], Settings, VersionsGen.Rules, VersionsGen.Network.Array[0, 5])
        .Select((version, settings, rules, denied) => new SampleList(version, settings, rules, [.. denied.Distinct().Order()]));

    /// <summary>Any content: a list, and sometimes one that it goes back to, with the same rules or others.</summary>
    public static Gen<SampleContent> Content { get; } = Gen.Select(
        List, Gen.Null(List), Gen.Bool, Gen.Long[1_800_000_000, 1_800_100_000]).Select((list, before, isSame, at) =>
        new SampleContent(list, before is null ? null : isSame ? before with { Rules = list.Rules } : before, isSame, at));

    /// <summary>Any content, packed and read again as of some time.</summary>
    public static Snapshot Again(SampleContent content) => SnapshotFormat.Read(SnapshotFormat.Write(1_800_000_000_123, content.Pack()));
}

/// <summary>A list.</summary>
internal sealed record SampleList(long Version, DecisionSettings Settings, ImmutableArray<Rule> Rules, ImmutableArray<Network> Denied)
{
    /// <summary>The list as the service decides by it.</summary>
    public RuleIndex Index => new(Rules);

    /// <summary>The list to be packed.</summary>
    public StateContent ToContent(SnapshotRules? known = null) => new(Version, Settings, known ?? SnapshotRules.Of(Rules), Denied);

    /// <summary>Sees that this is the list.</summary>
    public void AssertIs(SnapshotState state)
    {
        Assert.Equal(Version, state.Version);
        Assert.Equal(Rules.Count(rule => rule.Enabled), state.RuleCount);
        Assert.Equal(Index.IsEmptyList, state.Index.IsEmptyList);
        Assert.Equal(Denied.AsEnumerable(), state.Denied);
        Assert.Equal(
            Settings with { ExemptSurfaces = [], Recoveries = [] }, state.Settings with { ExemptSurfaces = [], Recoveries = [] });
        Assert.Equal(Settings.ExemptSurfaces.AsEnumerable(), state.Settings.ExemptSurfaces);
        Assert.Equal(Settings.Recoveries.Select(recovery => recovery with { Reason = null }), state.Settings.Recoveries);
    }
}

/// <summary>A list, and what it goes back to.</summary>
internal sealed record SampleContent(SampleList List, SampleList? Before, bool HasSameRules, long RevertsAt)
{
    /// <summary>All of it, packed.</summary>
    public byte[] Pack()
    {
        var state = List.ToContent();
        var reverts = Before is null ? null : new RevertContent(RevertsAt, Before.ToContent(HasSameRules ? state.Rules : null));
        return SnapshotFormat.Pack(new("acme", "an-identity", state, reverts));
    }
}
