using System.Buffers.Binary;
using System.Collections.Immutable;
using IpAccess.Networks;
using IpAccess.Packing;

namespace IpAccess.Allowlists.Versions.Pages;

/// <summary>Page references in bytes: for each its id (14 bytes), prefix (1), address (4 or 16) and count (1–5).</summary>
internal static class RefCodec
{
    private const int MaxRefs = 1 << 20;

    /// <summary>Packs references.</summary>
    public static byte[] Encode(PackedKind kind, ReadOnlySpan<PageRef> refs)
    {
        var writer = new PackWriter();
        writer.Number((uint)refs.Length);
        Span<byte> address = stackalloc byte[16];
        foreach (var page in refs)
        {
            writer.Bytes(Convert.FromHexString(page.Id));
            writer.Prefix(page.First);
            BinaryPrimitives.WriteUInt128BigEndian(address, page.First.First.Bits);
            writer.Bytes(address[(page.First.First.IsIPv4 ? 12 : 0)..]);
            writer.Number((ulong)page.Count);
        }

        return Packed.Wrap(kind, writer.Written);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static ImmutableArray<PageRef> Decode(PackedKind kind, ReadOnlySpan<byte> bytes)
    {
        var reader = new PackReader(Packed.Unwrap(kind, bytes));
        var refs = ImmutableArray.CreateBuilder<PageRef>();
        for (var left = reader.Number(MaxRefs); left > 0; left--)
        {
            var id = Convert.ToHexStringLower(reader.Bytes(PageId.Length / 2));
            refs.Add(new(id, ReadNetwork(ref reader), reader.Number(int.MaxValue)));
            PackReader.Require(
                refs.Count < 2 || refs[^2].First.CompareTo(refs[^1].First) < 0, "references are out of order");
        }

        PackReader.Require(reader.IsAtEnd, "it does not end");
        return refs.DrainToImmutable();
    }

    private static Network ReadNetwork(ref PackReader reader)
    {
        var (width, length) = reader.Prefix();
        var address = reader.Bytes(width / 8);
        var bits = width == 32
            ? BinaryPrimitives.ReadUInt32BigEndian(address)
            : BinaryPrimitives.ReadUInt128BigEndian(address);
        return PackReader.Network(width, length, bits);
    }
}
