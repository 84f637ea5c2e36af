using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using IpAccess.Packing;

namespace IpAccess.Snapshots;

/// <summary>
/// Snapshots in bytes (docs/snapshot.md, "Byte for byte"): an envelope that tells whether they are whole, and the content compressed
/// with Brotli (RFC 7932). The envelope alone says as of when the content holds, so that one packed content serves many answers.
/// </summary>
internal static class SnapshotFormat
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.ipaccess.snapshot";

    /// <summary>The number of this layout.</summary>
    public const byte Version = 1;

    /// <summary>The rules of a list, at most: what is read is bounded whatever its bytes say.</summary>
    public const int MostRules = 1 << 23;

    /// <summary>The bytes before the packed content.</summary>
    public const int EnvelopeLength = HashAt + SHA256.HashSizeInBytes;

    private const int AsOfAt = 5;
    private const int LengthAt = AsOfAt + sizeof(long);
    private const int HashAt = LengthAt + sizeof(int);

    // A rule takes 4 to 10 bytes of it, and can take no more than 32 where there are the most.
    private const int MostContent = 1 << 28;
    private const int Quality = 5;
    private const int Window = 22;

    private static ReadOnlySpan<byte> Magic => "IPAS"u8;

    /// <summary>Packs a content: its length (4 bytes), and the content compressed.</summary>
    /// <exception cref="ArgumentException">It is longer than a reader takes.</exception>
    public static byte[] Pack(SnapshotContent content)
    {
        var written = SnapshotPacking.Write(content).Written;
        if (written.Length > MostContent)
        {
            throw new ArgumentException($"The content takes {written.Length} bytes, and can take {MostContent}.", nameof(content));
        }

        var rented = ArrayPool<byte>.Shared.Rent(sizeof(int) + BrotliEncoder.GetMaxCompressedLength(written.Length));
        try
        {
            BinaryPrimitives.WriteInt32BigEndian(rented, written.Length);
            _ = BrotliEncoder.TryCompress(written, rented.AsSpan(sizeof(int)), out var length, Quality, Window);
            return rented[..(sizeof(int) + length)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>What stands before a packed content that holds as of a time.</summary>
    /// <param name="asOf">The time, in Unix milliseconds.</param>
    /// <param name="packed">What <see cref="Pack"/> made.</param>
    public static byte[] Envelope(long asOf, ReadOnlySpan<byte> packed)
    {
        var envelope = new byte[EnvelopeLength];
        Magic.CopyTo(envelope);
        envelope[Magic.Length] = Version;
        BinaryPrimitives.WriteInt64BigEndian(envelope.AsSpan(AsOfAt), asOf);
        BinaryPrimitives.WriteInt32BigEndian(envelope.AsSpan(LengthAt), packed.Length);
        Hash(envelope.AsSpan(0, HashAt), packed, envelope.AsSpan(HashAt));
        return envelope;
    }

    /// <summary>A whole snapshot: the envelope, and the packed content.</summary>
    /// <param name="asOf">As of when it holds, in Unix milliseconds.</param>
    /// <param name="packed">What <see cref="Pack"/> made.</param>
    public static byte[] Write(long asOf, ReadOnlySpan<byte> packed) => [.. Envelope(asOf, packed), .. packed];

    /// <summary>Reads a snapshot.</summary>
    /// <exception cref="InvalidDataException">It is cut off, damaged, of a layout that is unknown here, or something else.</exception>
    public static Snapshot Read(ReadOnlySpan<byte> bytes)
    {
        PackReader.Require(bytes.Length >= EnvelopeLength && bytes.StartsWith(Magic), "it is no whole snapshot");
        PackReader.Require(bytes[Magic.Length] == Version, $"its format {bytes[Magic.Length]} is unknown here");
        var packed = bytes[EnvelopeLength..];
        PackReader.Require(packed.Length == BinaryPrimitives.ReadInt32BigEndian(bytes[LengthAt..]), "it is cut off, or longer than it says");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(bytes[..HashAt], packed, hash);
        PackReader.Require(hash.SequenceEqual(bytes[HashAt..EnvelopeLength]), "it is damaged");
        return SnapshotPacking.Read(BinaryPrimitives.ReadInt64BigEndian(bytes[AsOfAt..]), Unpack(packed));
    }

    private static byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        PackReader.Require(packed.Length >= sizeof(int), "it has no content");
        var length = BinaryPrimitives.ReadInt32BigEndian(packed);
        PackReader.Require(length is >= 0 and <= MostContent, "its content is too long");
        var content = new byte[length];
        PackReader.Require(
            BrotliDecoder.TryDecompress(packed[sizeof(int)..], content, out var written) && written == length, "its content is damaged");
        return content;
    }

    private static void Hash(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, Span<byte> hash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(before);
        sha.AppendData(after);
        _ = sha.GetHashAndReset(hash);
    }
}
