using IpAccess.Networks;

namespace IpAccess.Packing;

/// <summary>Writes small numbers in few bytes: seven bits a byte, least significant first, the top bit set where more follow.</summary>
internal sealed class PackWriter
{
    private byte[] buffer = new byte[256];
    private int length;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>One byte.</summary>
    public void Byte(byte value)
    {
        Reserve(1);
        buffer[length++] = value;
    }

    /// <summary>These bytes; their number is not written.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    /// <summary>A number from 0 up.</summary>
    public void Number(UInt128 value)
    {
        while (value > ulong.MaxValue)
        {
            Byte((byte)((uint)value | 0x80));
            value >>= 7;
        }

        var low = (ulong)value;
        while (low > 0x7f)
        {
            Byte((byte)(low | 0x80));
            low >>= 7;
        }

        Byte((byte)low);
    }

    /// <summary>A number that may be negative; those near 0 take few bytes.</summary>
    public void Signed(long value) => Number(Folded(value));

    /// <summary>A number that may be negative as one that is not, small where it was near 0.</summary>
    public static ulong Folded(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>A number of bytes, and these.</summary>
    public void Section(ReadOnlySpan<byte> bytes)
    {
        Number((uint)bytes.Length);
        Bytes(bytes);
    }

    /// <summary>A network's family and prefix length in one byte.</summary>
    public void Prefix(Network network) =>
        Byte((byte)(network.First.IsIPv4 ? network.PrefixLength : PackReader.IPv6Prefixes + network.PrefixLength));

    private void Reserve(int bytes)
    {
        if (buffer.Length - length < bytes)
        {
            Array.Resize(ref buffer, Math.Max(2 * buffer.Length, length + bytes));
        }
    }
}
