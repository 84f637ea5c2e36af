using System.Globalization;
using System.Security.Cryptography;

namespace IpAccess.Allowlists.Versions.Pages;

/// <summary>The name of a page: 12 hex digits of its Unix milliseconds, so that old pages are a range, and 16 random ones.</summary>
internal static class PageId
{
    /// <summary>The characters of an id.</summary>
    public const int Length = TimeLength + (2 * RandomBytes);

    private const int TimeLength = 12;
    private const int RandomBytes = 8;

    /// <summary>A new id, unlike any other.</summary>
    public static string New(DateTimeOffset now) =>
        Start(now) + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>What the ids made at this time start with; those made earlier sort before it.</summary>
    public static string Start(DateTimeOffset time) =>
        time.ToUnixTimeMilliseconds().ToString("x12", CultureInfo.InvariantCulture);

    /// <summary>When an id was made.</summary>
    public static DateTimeOffset TimeOf(string id) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            long.Parse(id.AsSpan(0, TimeLength), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
