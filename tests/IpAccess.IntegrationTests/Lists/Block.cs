using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace IpAccess.IntegrationTests.Lists;

/// <summary>A CIDR block as plain numbers, read by the framework and not by the service's own parser.</summary>
/// <param name="Width">32 or 128.</param>
/// <param name="First">The first address.</param>
/// <param name="Length">The prefix length.</param>
internal readonly record struct Block(int Width, UInt128 First, int Length) : IComparable<Block>
{
    /// <summary>The last address.</summary>
    public UInt128 Last => First + (Width == Length ? 0 : (UInt128.One << (Width - Length)) - 1);

    /// <summary>The addresses at both ends, and those just outside.</summary>
    public IEnumerable<Probe> Probes()
    {
        var most = Width == 32 ? uint.MaxValue : UInt128.MaxValue;
        yield return new(Width, First);
        yield return new(Width, Last);
        if (First > 0)
        {
            yield return new(Width, First - 1);
        }

        if (Last < most)
        {
            yield return new(Width, Last + 1);
        }
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "A reference must not share the parser that it is compared with.")]
    public static Block Parse(string text)
    {
        var network = IPNetwork.Parse(text);
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        var isIPv4 = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        Assert.True(network.BaseAddress.TryWriteBytes(bytes[(isIPv4 ? 12 : 0)..], out _));
        return new(isIPv4 ? 32 : 128, BinaryPrimitives.ReadUInt128BigEndian(bytes), network.PrefixLength);
    }

    public bool Contains(Probe probe) => probe.Width == Width && probe.Bits >= First && probe.Bits <= Last;

    public int CompareTo(Block other) => (Width, First, Length).CompareTo((other.Width, other.First, other.Length));

    public override string ToString() => $"{new Probe(Width, First)}/{Length}";
}

/// <summary>An address as a plain number.</summary>
internal readonly record struct Probe(int Width, UInt128 Bits)
{
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return new IPAddress(bytes[(Width == 32 ? 12 : 0)..]).ToString();
    }
}
