namespace IpAccess.Storage;

/// <summary>A range of row keys in ordinal order: from <paramref name="From"/> (inclusive) to <paramref name="To"/> (exclusive).</summary>
internal readonly record struct RowRange(string From, string To)
{
    /// <summary>How many rows the reader will want, where it knows: a hint that keeps answers of storage small. Null for all.</summary>
    public int? Wanted { get; init; }

    /// <summary>All row keys that start with <paramref name="prefix"/>.</summary>
    public static RowRange WithPrefix(string prefix) => new(prefix, End(prefix));

    /// <summary>The row keys that start with <paramref name="prefix"/> and come after the row key <paramref name="row"/>.</summary>
    public static RowRange After(string row, string prefix) => new(row + "!", End(prefix));

    // Row keys hold [A-Za-z0-9._-] only: '!' sorts before all of these, '~' after.
    private static string End(string prefix) => prefix + "~";
}
