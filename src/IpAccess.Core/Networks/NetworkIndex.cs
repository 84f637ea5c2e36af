namespace IpAccess.Networks;

/// <summary>
/// Longest-prefix match over an immutable list of networks. A network is named by its ordinal: its place in that list.
/// </summary>
internal sealed class NetworkIndex
{
    private readonly PrefixTable<uint> ipv4;
    private readonly PrefixTable<UInt128> ipv6;

    private NetworkIndex(ReadOnlySpan<Network> ipv4, ReadOnlySpan<Network> ipv6)
    {
        this.ipv4 = new(ipv4);
        this.ipv6 = new(ipv6);
    }

    /// <summary>How many networks there are.</summary>
    public int Count => ipv4.Count + ipv6.Count;

    /// <summary>About how much memory this holds, in bytes.</summary>
    public long ApproximateBytes => ipv4.ApproximateBytes + ipv6.ApproximateBytes;

    /// <summary>Builds the index of networks in their own order (<see cref="Network.CompareTo"/>), each at most once.</summary>
    /// <exception cref="ArgumentException">The networks are not in order, or one of them is none.</exception>
    public static NetworkIndex Build(ReadOnlySpan<Network> sortedDistinct)
    {
        var ipv4Count = 0;
        for (var ordinal = 0; ordinal < sortedDistinct.Length; ordinal++)
        {
            var first = sortedDistinct[ordinal].First;
            if (first.IsNone || (ordinal > 0 && sortedDistinct[ordinal - 1].CompareTo(sortedDistinct[ordinal]) >= 0))
            {
                throw new ArgumentException($"Network {ordinal} is none, or not behind the one before it.", nameof(sortedDistinct));
            }

            ipv4Count += first.IsIPv4 ? 1 : 0;
        }

        return new(sortedDistinct[..ipv4Count], sortedDistinct[ipv4Count..]);
    }

    /// <summary>The ordinal of the most specific network that holds the address, or -1.</summary>
    public int Find(Address address) =>
        address.IsIPv4 ? ipv4.Find((uint)address.Bits)
        : address.IsNone ? -1
        : OfIPv6(ipv6.Find(address.Bits));

    /// <summary>The ordinal of the most specific other network that holds this one, or -1.</summary>
    public int Parent(int ordinal) =>
        ordinal < ipv4.Count ? ipv4.Parent(ordinal) : OfIPv6(ipv6.Parent(ordinal - ipv4.Count));

    // IPv4 sorts before IPv6: one list of ordinals names the networks of both.
    private int OfIPv6(int index) => index < 0 ? -1 : index + ipv4.Count;
}
