using System.Globalization;
using IpAccess.Storage;

namespace IpAccess.Allowlists.Versions;

/// <summary>The row keys of an account's partition.</summary>
internal static class RowKeys
{
    /// <summary>The row that says what holds now.</summary>
    public const string Head = "head";

    /// <summary>That row alone.</summary>
    public static RowRange HeadAlone { get; } = new(Head, Head + "!") { Wanted = 1 };

    private const string VersionPrefix = "version-";

    /// <summary>The range of all version rows, newest first.</summary>
    public static RowRange Versions { get; } = RowRange.WithPrefix(VersionPrefix);

    /// <summary>The row of a version; newer ones sort before it.</summary>
    public static string Version(long version) =>
        VersionPrefix + (long.MaxValue - version).ToString("d19", CultureInfo.InvariantCulture);

    /// <summary>The version rows from this version up, newest first.</summary>
    public static RowRange VersionsFrom(long oldest) => new(VersionPrefix, Version(oldest - 1));

    /// <summary>The version rows below this version, newest first.</summary>
    public static RowRange VersionsBelow(long oldest) => new(Version(oldest - 1), Versions.To);

    /// <summary>The version rows from this version up and below another one, newest first.</summary>
    public static RowRange VersionsBetween(long oldest, long below) => new(Version(below - 1), Version(oldest - 1));

    /// <summary>The version that a row is of.</summary>
    public static long VersionOf(string row) =>
        long.MaxValue - long.Parse(row.AsSpan(VersionPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture);
}
