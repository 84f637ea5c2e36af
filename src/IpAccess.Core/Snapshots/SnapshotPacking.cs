using System.Collections.Immutable;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Packing;

namespace IpAccess.Snapshots;

/// <summary>The content of snapshots in bytes, before it is compressed.</summary>
internal static class SnapshotPacking
{
    /// <summary>Writes a content.</summary>
    public static PackWriter Write(SnapshotContent content)
    {
        var writer = new PackWriter();
        SnapshotSections.Write(writer, SnapshotSections.HeadTag, HeadJson.Write(SnapshotHead.Of(content)));
        WriteRules(writer, content.State.Rules);
        WriteDenied(writer, content.State.Denied);
        if (content.Reverts is { } reverts)
        {
            SnapshotSections.Write(writer, SnapshotSections.RevertsTag, Write(reverts, content.State.Rules).Written);
        }

        return writer;
    }

    /// <summary>Reads what <see cref="Write(SnapshotContent)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static Snapshot Read(long asOf, ReadOnlySpan<byte> content)
    {
        var sections = SnapshotSections.Read(new(content));
        PackReader.Require(sections.HasRules, "it has no rules");
        var head = HeadJson.Read<SnapshotHead>(sections.Head.Rest);
        var rules = SnapshotRules.Read(sections.Rules);
        var state = StateOf(head.State, rules, ReadDenied(sections.Denied), known: null);
        return new()
        {
            Account = head.Account,
            AsOf = asOf,
            Identity = head.Identity,
            State = state,
            Reverts = sections.Reverts.IsAtEnd ? null : ReadReverts(sections.Reverts, rules, state),
        };
    }

    private static SnapshotRevert ReadReverts(PackReader reader, SnapshotRule[] rulesBefore, SnapshotState before)
    {
        var sections = SnapshotSections.Read(reader);
        PackReader.Require(sections.Reverts.IsAtEnd, "what reverts can not be reverted");
        var head = HeadJson.Read<RevertHead>(sections.Head.Rest);
        var rules = sections.HasRules ? SnapshotRules.Read(sections.Rules) : rulesBefore;
        return new(head.At, StateOf(head.State, rules, ReadDenied(sections.Denied), sections.HasRules ? null : before.Index));
    }

    private static SnapshotState StateOf(StateHead head, SnapshotRule[] rules, ImmutableArray<Network> denied, RuleIndex? known)
    {
        PackReader.Require(!head.IsEmptyList || rules.Length == 0, "an empty list has rules");
        return new(
            head.Version,
            head.Settings.ToSettings(),
            known?.IsEmptyList == head.IsEmptyList ? known : new(rules, head.IsEmptyList),
            rules.Length,
            denied);
    }

    private static PackWriter Write(RevertContent reverts, SnapshotRules known)
    {
        var writer = new PackWriter();
        SnapshotSections.Write(writer, SnapshotSections.HeadTag, HeadJson.Write(RevertHead.Of(reverts)));
        if (reverts.State.Rules != known)
        {
            WriteRules(writer, reverts.State.Rules);
        }

        WriteDenied(writer, reverts.State.Denied);
        return writer;
    }

    private static void WriteRules(PackWriter writer, SnapshotRules rules)
    {
        var columns = new PackWriter();
        rules.WriteTo(columns);
        SnapshotSections.Write(writer, SnapshotSections.RulesTag, columns.Written);
    }

    private static void WriteDenied(PackWriter writer, ImmutableArray<Network> denied)
    {
        if (denied.IsEmpty)
        {
            return;
        }

        var columns = new PackWriter();
        var before = default(Network);
        foreach (var network in denied)
        {
            columns.Prefix(network);
            columns.Number(NetworkDelta.Of(before, network));
            before = network;
        }

        SnapshotSections.Write(writer, SnapshotSections.DeniedTag, columns.Written);
    }

    private static ImmutableArray<Network> ReadDenied(PackReader reader)
    {
        var denied = ImmutableArray.CreateBuilder<Network>();
        var before = default(Network);
        while (!reader.IsAtEnd)
        {
            var (width, length) = reader.Prefix();
            before = NetworkDelta.Next(before, width, length, reader.Number());
            denied.Add(before);
        }

        return denied.DrainToImmutable();
    }
}
