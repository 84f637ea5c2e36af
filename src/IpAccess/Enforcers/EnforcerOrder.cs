using System.Globalization;
using IpAccess.Enforcers.Entries;
using IpAccess.Text;

namespace IpAccess.Enforcers;

/// <summary>
/// The order of those who enforce a list: the most behind first, and before all others who does not say how far it is. It goes by what
/// they enforce and not by how far behind that is, so that a change of the list between two pages moves none of them.
/// </summary>
/// <param name="Applied">The version; 0 where it is not known.</param>
/// <param name="Row">The key of the row.</param>
internal readonly record struct EnforcerOrder(long Applied, string Row) : IComparable<EnforcerOrder>
{
    /// <summary>The place of somebody.</summary>
    public static EnforcerOrder Of(Enforcer enforcer) => new(enforcer.Applied ?? 0, enforcer.Row);

    /// <summary>Reads what <see cref="ToString"/> wrote; null for what it never writes.</summary>
    public static EnforcerOrder? Read(string position) =>
        position.Split('-', 2) is [var applied, var row]
            && long.TryParse(applied, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && IsRow(row)
            && new EnforcerOrder(version, row) is var order
            && order.ToString() == position
                ? order
                : null;

    /// <inheritdoc/>
    public int CompareTo(EnforcerOrder other) =>
        Applied.CompareTo(other.Applied) is var byVersion and not 0 ? byVersion : string.CompareOrdinal(Row, other.Row);

    /// <summary>The place as a position of the listing.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Applied}-{Row}");

    private static bool IsRow(string text) =>
        text.Split('-', 2) is [var key, var name] && Token.IsValid(key) && Token.IsValid(name);
}
