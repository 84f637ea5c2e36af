using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace IpAccess.Networks;

/// <summary>
/// One IPv4 or IPv6 address. An IPv4-mapped IPv6 address (<c>::ffff:a.b.c.d</c>, RFC 4291 section 2.5.5.2) is the IPv4
/// address: this type's two factories are the one place where it is folded. The default value is no address.
/// </summary>
internal readonly record struct Address : IComparable<Address>
{
    // Two halves, not one UInt128: that would align and pad this type, and a million networks are kept in memory.
    private readonly ulong upper;
    private readonly ulong lower;

    private Address(UInt128 bits, byte width)
    {
        upper = (ulong)(bits >> 64);
        lower = (ulong)bits;
        Width = width;
    }

    /// <summary>The first number of <c>::ffff:0:0/96</c>, whose 2^32 addresses are IPv4 and no IPv6 addresses.</summary>
    public static UInt128 MappedPrefix => new(0, 0xffff_0000_0000);

    /// <summary>The address as a number; an IPv4 address is in the low 32 bits.</summary>
    public UInt128 Bits => new(upper, lower);

    /// <summary>32 for IPv4, 128 for IPv6, 0 for the default value.</summary>
    public byte Width { get; }

    /// <summary>Whether this is an IPv4 address.</summary>
    public bool IsIPv4 => Width == 32;

    /// <summary>Whether this is the default value, which is no address and lies in no network.</summary>
    public bool IsNone => Width == 0;

    /// <summary>The IPv4 address with these 32 bits.</summary>
    public static Address IPv4(uint bits) => new(bits, 32);

    /// <summary>The IPv6 address with these 128 bits, folded to IPv4 where it is IPv4-mapped.</summary>
    public static Address IPv6(UInt128 bits) =>
        (bits & ~(UInt128)uint.MaxValue) == MappedPrefix ? IPv4((uint)bits) : new(bits, 128);

    /// <summary>A socket's address; its zone is dropped.</summary>
    public static Address From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? IPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : IPv6(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>IPv4 before IPv6, then by number.</summary>
    public int CompareTo(Address other) =>
        Width != other.Width ? Width.CompareTo(other.Width) : Bits.CompareTo(other.Bits);

    /// <summary>The canonical text: dotted decimal, or RFC 5952; empty for the default value.</summary>
    public override string ToString() => NetworkText.Format(this);
}
