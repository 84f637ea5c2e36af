using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using IpAccess.Networks;

namespace IpAccess.Packing;

/// <summary>Reads what a <see cref="PackWriter"/> wrote. Whatever it can not be is an <see cref="InvalidDataException"/>.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Added to the prefix lengths of IPv6 networks.</summary>
    public const int IPv6Prefixes = 64;

    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>Whether all was read.</summary>
    public readonly bool IsAtEnd => rest.IsEmpty;

    /// <summary>What is left to read.</summary>
    public readonly ReadOnlySpan<byte> Rest => rest;

    /// <summary>One byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Byte()
    {
        Require(!rest.IsEmpty, "it ends too early");
        var next = rest[0];
        rest = rest[1..];
        return next;
    }

    /// <summary>This many bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        Require(count <= rest.Length, "it ends too early");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    /// <summary>A number from 0 up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public UInt128 Number()
    {
        var value = 0ul;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        return NumberAbove(value);
    }

    /// <summary>A number from 0 to <paramref name="most"/>.</summary>
    public int Number(int most)
    {
        var value = Number();
        Require(value <= (uint)most, "a number is too large");
        return (int)value;
    }

    /// <summary>A number that may be negative.</summary>
    public long Signed() => Unfolded(Number());

    /// <summary>The number that was folded to this one.</summary>
    public static long Unfolded(UInt128 value)
    {
        Require(value <= ulong.MaxValue, "a number is too large");
        return (long)((ulong)value >> 1) ^ -(long)((ulong)value & 1);
    }

    /// <summary>A part of its own, of the length written before it.</summary>
    public PackReader Section() => new(Bytes(Number(int.MaxValue)));

    /// <summary>A network's family, as the width of its addresses, and its prefix length.</summary>
    public (int Width, int Length) Prefix()
    {
        var code = Byte();
        Require(code is <= 32 or (>= IPv6Prefixes and <= IPv6Prefixes + 128), "a prefix length is too large");
        return code < IPv6Prefixes ? (32, code) : (128, code - IPv6Prefixes);
    }

    /// <summary>The network of these parts.</summary>
    public static Network Network(int width, int length, UInt128 bits)
    {
        Require(width == 128 || bits <= uint.MaxValue, "an address is too large");
        var network = width == 32 ? Networks.Network.IPv4((uint)bits, length) : Networks.Network.IPv6(bits, length);
        Require(network.First.Bits == bits && network.First.Width == width, "a network has host bits");
        return network;
    }

    /// <summary>Refuses packed bytes.</summary>
    /// <exception cref="InvalidDataException">The condition does not hold.</exception>
    public static void Require([DoesNotReturnIf(false)] bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException($"Packed bytes can not be read: {otherwise}.");
        }
    }

    private UInt128 NumberAbove(UInt128 value)
    {
        for (var shift = 63; ; shift += 7)
        {
            var next = Byte();
            Require(shift < 126 || next < 4, "a number is too large");
            value |= (UInt128)(next & 0x7fu) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
