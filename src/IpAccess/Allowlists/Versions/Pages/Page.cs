using System.Collections.Immutable;
using IpAccess.Networks;

namespace IpAccess.Allowlists.Versions.Pages;

/// <summary>A page as it is read: either rules, or references to pages. Immutable.</summary>
internal sealed class Page
{
    // A million rules with labels of 24 characters, measured: 221 bytes each.
    private const long RuleBytes = 175;
    private const long RefBytes = 180;

    private Page(ImmutableArray<Rule> rules, ImmutableArray<PageRef> refs)
    {
        Rules = rules;
        Refs = refs;
    }

    /// <summary>The rules, in network order; none on a list page.</summary>
    public ImmutableArray<Rule> Rules { get; }

    /// <summary>The references, in network order; none on a page of rules.</summary>
    public ImmutableArray<PageRef> Refs { get; }

    /// <summary>The network of the first rule on it, or below it.</summary>
    public Network First => Rules.IsEmpty ? Refs[0].First : Rules[0].Network;

    /// <summary>The rules on it, or below it.</summary>
    public long Count => Rules.IsEmpty ? Refs.Sum(page => page.Count) : Rules.Length;

    /// <summary>The bytes that it takes in memory, about.</summary>
    public long MemoryBytes =>
        (RefBytes * Refs.Length) + Rules.Sum(rule => RuleBytes + (2L * (rule.Label?.Length ?? 0)));

    /// <summary>A page of rules.</summary>
    public static Page Of(ImmutableArray<Rule> rules) => new(rules, []);

    /// <summary>A list page.</summary>
    public static Page Of(ImmutableArray<PageRef> refs) => new([], refs);

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static Page Decode(ReadOnlySpan<byte> bytes) =>
        Packed.KindOf(bytes) == PackedKind.Refs
            ? Of(RefCodec.Decode(PackedKind.Refs, bytes))
            : Of(PageCodec.Decode(bytes));

    /// <summary>The page as a property of table storage.</summary>
    public byte[] Encode() =>
        Rules.IsEmpty ? RefCodec.Encode(PackedKind.Refs, Refs.AsSpan()) : PageCodec.Encode(Rules.AsSpan());
}
