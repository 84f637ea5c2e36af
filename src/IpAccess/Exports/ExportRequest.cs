using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Text;

namespace IpAccess.Exports;

/// <summary>What of a list is exported.</summary>
/// <param name="Family">The addresses of which family.</param>
/// <param name="IsMinimal">Whether the fewest networks are wanted, and not those of the rules.</param>
/// <param name="Surface">The surface that is decided for; null for none.</param>
internal sealed record ExportRequest(Family Family, bool IsMinimal, string? Surface)
{
    /// <summary>The query parameters.</summary>
    public static readonly string[] Parameters = ["family", "minimal", "surface"];

    /// <summary>Reads the query; what is wrong becomes a fault.</summary>
    public static ExportRequest Read(QueryFields query) => new(
        ReadFamily(query), query.Flag("minimal") ?? false, Token.Read(query.Text("surface"), "surface", query.Faults));

    private static Family ReadFamily(QueryFields query)
    {
        switch (query.Text("family"))
        {
            case null:
                return Family.Both;
            case "ipv4":
                return Family.IPv4;
            case "ipv6":
                return Family.IPv6;
            case var other:
                query.Faults.Add("family", other, "not_one_of", "ipv4 or ipv6; both where it is left out.");
                return Family.Both;
        }
    }
}

/// <summary>Families of addresses.</summary>
internal enum Family
{
    /// <summary>All addresses.</summary>
    Both,

    /// <summary>IPv4, mapped addresses included.</summary>
    IPv4,

    /// <summary>IPv6, without mapped addresses.</summary>
    IPv6,
}

/// <summary>What belongs to a family.</summary>
internal static class Families
{
    /// <summary>All of IPv4.</summary>
    public static Network AllIPv4 { get; } = Network.IPv4(0, 0);

    /// <summary>All of IPv6.</summary>
    public static Network AllIPv6 { get; } = Network.IPv6(UInt128.Zero, 0);

    /// <summary>Whether a network is of the family.</summary>
    public static bool Has(this Family family, Network network) => family switch
    {
        Family.IPv4 => network.First.IsIPv4,
        Family.IPv6 => !network.First.IsIPv4,
        _ => true,
    };
}
