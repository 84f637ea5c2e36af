using System.Collections.Immutable;
using System.Runtime.InteropServices;
using IpAccess.Packing;

namespace IpAccess.Allowlists.Versions.Pages;

/// <summary>
/// Rules in bytes, in network order and a column each: what is alike stands together, which is what compresses well.
/// </summary>
internal static class PageCodec
{
    private const int MaxRules = 1 << 20;

    /// <summary>Packs rules.</summary>
    /// <param name="rules">Rules in network order, each network once.</param>
    public static byte[] Encode(ReadOnlySpan<Rule> rules)
    {
        var prefixes = new PackWriter();
        var addresses = new PackWriter();
        var ids = new PackWriter();
        var flags = new PackWriter();
        var times = new PackWriter();
        var texts = new TextColumn();
        var before = default(RuleBefore);
        foreach (var rule in rules)
        {
            prefixes.Prefix(rule.Network);
            addresses.Number(before.Delta(rule.Network));
            ids.Signed(rule.Id - before.Id);
            flags.Byte((byte)FlagsOf(rule));
            WriteTimes(times, rule, before);
            texts.Add(rule.Source);
            texts.Add(rule.CreatedBy);
            texts.Add(rule.Label);
            before = RuleBefore.Of(rule);
        }

        return Join(rules.Length, [prefixes, addresses, ids, flags, times, texts.Codes, texts.Texts]);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static ImmutableArray<Rule> Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackReader(Packed.Unwrap(PackedKind.Rules, bytes));
        var count = reader.Number(MaxRules);
        var columns = new RuleColumns(ref reader);
        PackReader.Require(reader.IsAtEnd, "it does not end");
        columns.RequireRows(count);
        var rules = new Rule[count];
        for (var i = 0; i < rules.Length; i++)
        {
            rules[i] = columns.Next();
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(rules);
    }

    private static RuleFlags FlagsOf(Rule rule) =>
        (rule.Enabled ? RuleFlags.Enabled : RuleFlags.None)
        | (rule.ExpiresAt is null ? RuleFlags.None : RuleFlags.Expires)
        | (rule.UpdatedAt == rule.CreatedAt ? RuleFlags.None : RuleFlags.Updated);

    private static void WriteTimes(PackWriter times, Rule rule, RuleBefore before)
    {
        times.Signed(rule.CreatedAt - before.CreatedAt);
        if (rule.ExpiresAt is { } end)
        {
            times.Signed(end - rule.CreatedAt);
        }

        if (rule.UpdatedAt != rule.CreatedAt)
        {
            times.Signed(rule.UpdatedAt - rule.CreatedAt);
        }
    }

    private static byte[] Join(int count, ReadOnlySpan<PackWriter> columns)
    {
        var all = new PackWriter();
        all.Number((uint)count);
        foreach (var column in columns)
        {
            all.Section(column.Written);
        }

        return Packed.Wrap(PackedKind.Rules, all.Written);
    }
}
