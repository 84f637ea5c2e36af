using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;
using IpAccess.Packing;

namespace IpAccess.Allowlists.Versions.Pages;

/// <summary>What packed bytes hold, and how: a layout that changes takes a new number.</summary>
internal enum PackedKind : byte
{
    /// <summary>Not packed bytes.</summary>
    None,

    /// <summary>Rules: a page.</summary>
    Rules,

    /// <summary>References to pages: a list page, or a root that refers to pages.</summary>
    Refs,

    /// <summary>References to list pages: a root.</summary>
    Lists,

    /// <summary>Bytes of any kind.</summary>
    Blob,
}

/// <summary>
/// The envelope of everything binary that is stored: kind (1 byte), XXH3 of what follows (8), length of the content, and the
/// content compressed with Brotli (RFC 7932).
/// </summary>
internal static class Packed
{
    // 4,096 addresses with a label each: 42 KB in 1.2 ms at 2, no less at 3 and 4, 47.5 KB at 1, 41.6 KB in 4.2 ms at 5.
    private const int Quality = 2;
    private const int Window = 18;
    private const int MaxContent = 1 << 26;

    /// <summary>Packs a content.</summary>
    public static byte[] Wrap(PackedKind kind, ReadOnlySpan<byte> content)
    {
        var body = new PackWriter();
        body.Number((uint)content.Length);
        var rented = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(content.Length));
        try
        {
            _ = BrotliEncoder.TryCompress(content, rented, out var length, Quality, Window);
            body.Bytes(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return [(byte)kind, .. Hash(kind, body.Written), .. body.Written];
    }

    /// <summary>What the packed bytes say that they hold.</summary>
    public static PackedKind KindOf(ReadOnlySpan<byte> packed) => packed.IsEmpty ? PackedKind.None : (PackedKind)packed[0];

    /// <summary>The content of packed bytes.</summary>
    /// <exception cref="InvalidDataException">They are not what <see cref="Wrap"/> made of this kind.</exception>
    public static byte[] Unwrap(PackedKind kind, ReadOnlySpan<byte> packed)
    {
        var reader = new PackReader(packed);
        PackReader.Require(reader.Byte() == (byte)kind, "it is of another kind");
        PackReader.Require(reader.Bytes(sizeof(ulong)).SequenceEqual(Hash(kind, reader.Rest)), "it is damaged");
        var content = new byte[reader.Number(MaxContent)];
        PackReader.Require(
            BrotliDecoder.TryDecompress(reader.Rest, content, out var length) && length == content.Length,
            "its content is damaged");
        return content;
    }

    private static byte[] Hash(PackedKind kind, ReadOnlySpan<byte> body) => XxHash3.Hash(body, (byte)kind);
}
