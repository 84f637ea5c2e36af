using System.Collections.Immutable;
using IpAccess.Networks;

namespace IpAccess.Allowlists.Versions.Pages;

/// <summary>A reference to a page.</summary>
/// <param name="Id">The page's <see cref="PageId"/>.</param>
/// <param name="First">The network of the first rule on it.</param>
/// <param name="Count">The rules on it, or below it.</param>
internal sealed record PageRef(string Id, Network First, long Count);

/// <summary>Where a list begins: references to its pages in network order, or to list pages that hold them.</summary>
/// <param name="HasLists">Whether the references are to list pages.</param>
/// <param name="Refs">The references.</param>
internal sealed record Root(bool HasLists, ImmutableArray<PageRef> Refs)
{
    /// <summary>The root of a list without rules.</summary>
    public static Root Empty { get; } = new(HasLists: false, []);

    /// <summary>The rules of the list.</summary>
    public long RuleCount => Refs.Sum(page => page.Count);

    /// <summary>
    /// Whether this holds the same rules as another: it refers to the same pages. Pages never change and no id is given twice, not
    /// in another account either, so that nothing else needs to be compared; numbers of versions come again.
    /// </summary>
    public bool IsSameAs(Root other) =>
        HasLists == other.HasLists && Refs.Select(page => page.Id).SequenceEqual(other.Refs.Select(page => page.Id), StringComparer.Ordinal);

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static Root Decode(ReadOnlySpan<byte> bytes)
    {
        var kind = Packed.KindOf(bytes) == PackedKind.Lists ? PackedKind.Lists : PackedKind.Refs;
        return new(kind == PackedKind.Lists, RefCodec.Decode(kind, bytes));
    }

    /// <summary>The root as a property of table storage.</summary>
    public byte[] Encode() => RefCodec.Encode(HasLists ? PackedKind.Lists : PackedKind.Refs, Refs.AsSpan());
}
