namespace IpAccess.Networks;

/// <summary>
/// A CIDR block: an address without host bits, and a prefix length (RFC 4632, RFC 4291). The default value matches nothing.
/// Ordered by family (IPv4 first), first address, prefix length: a network comes before those inside it.
/// </summary>
internal readonly record struct Network : IComparable<Network>
{
    /// <summary>An IPv4 prefix shorter than this is broad.</summary>
    public const int BroadIPv4 = 8;

    /// <summary>An IPv6 prefix shorter than this is broad.</summary>
    public const int BroadIPv6 = 16;

    private Network(Address first, int prefixLength)
    {
        First = first;
        PrefixLength = (byte)prefixLength;
    }

    /// <summary>The network's first address.</summary>
    public Address First { get; }

    /// <summary>The number of leading bits that all its addresses share: 0–32, or 0–128.</summary>
    public byte PrefixLength { get; }

    /// <summary>The last number of the network's block.</summary>
    public UInt128 LastBits => First.Bits | HostMask(First.Width, PrefixLength);

    /// <summary>
    /// The network's last address. The block of <c>::/80</c> ends with the mapped addresses, which are IPv4 and not its own.
    /// </summary>
    public Address Last
    {
        get
        {
            if (First.Width != 128)
            {
                return First.IsNone ? default : Address.IPv4((uint)LastBits);
            }

            var last = Address.IPv6(LastBits);
            return last.IsIPv4 ? Address.IPv6(LastBits - (UInt128.One << 32)) : last;
        }
    }

    /// <summary>Whether this is broader than /8 (IPv4) or /16 (IPv6), which a caller must ask for explicitly.</summary>
    public bool IsBroad => PrefixLength < First.Width switch { 32 => BroadIPv4, 128 => BroadIPv6, _ => 0 };

    /// <summary>The network of this prefix length around an address; host bits are masked. Around none there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is longer than the address.</exception>
    public static Network Around(Address address, int prefixLength) =>
        address.IsIPv4 ? IPv4((uint)address.Bits, prefixLength)
        : address.IsNone ? default
        : IPv6(address.Bits, prefixLength);

    /// <summary>An IPv4 network; host bits are masked.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is not 0–32.</exception>
    public static Network IPv4(uint bits, int prefixLength) =>
        new(Address.IPv4(bits & (uint)Mask(32, prefixLength)), prefixLength);

    /// <summary>An IPv6 network; host bits are masked. One inside <c>::ffff:0:0/96</c> is the IPv4 network.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is not 0–128.</exception>
    public static Network IPv6(UInt128 bits, int prefixLength)
    {
        var first = Address.IPv6(bits & Mask(128, prefixLength));
        return new(first, first.IsIPv4 ? prefixLength - 96 : prefixLength);
    }

    /// <summary>Whether the address lies in this network. No address lies in the default value.</summary>
    public bool Contains(Address address) =>
        address.Width == First.Width
        && !address.IsNone
        && ((address.Bits ^ First.Bits) & Mask(First.Width, PrefixLength)) == UInt128.Zero;

    /// <inheritdoc/>
    public int CompareTo(Network other)
    {
        var order = First.CompareTo(other.First);
        return order != 0 ? order : PrefixLength.CompareTo(other.PrefixLength);
    }

    /// <summary>The canonical text, always with a prefix; empty for the default value.</summary>
    public override string ToString() => NetworkText.Format(this);

    private static UInt128 Mask(int width, int prefixLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, width);
        return ~HostMask(width, prefixLength);
    }

    // Two shifts: the number of host bits may be 128, and a shift by that much is a shift by none.
    private static UInt128 HostMask(int width, int prefixLength) =>
        ~(UInt128.MaxValue << (width - prefixLength >> 1) << (width - prefixLength + 1 >> 1));
}
