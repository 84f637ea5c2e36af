using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using IpAccess.Snapshots;
using Microsoft.Extensions.Options;

namespace IpAccess.AspNetCore.Snapshots;

/// <summary>
/// The snapshot on disk, so that an app can decide that starts while the service is away. Two files, each written beside and
/// renamed, for its owner alone: the snapshot, and a small one beside it that says until when the service confirmed it. Both end
/// with an HMAC-SHA-256 (RFC 2104) under a key derived from the API key by HKDF (RFC 5869), so that nobody without that key can
/// write one.
/// </summary>
internal sealed class SnapshotFile
{
    /// <summary>The bytes of a snapshot, at most.</summary>
    public const int MostBytes = 256 * 1024 * 1024;

    private const int MarkBytes = 9;
    private static readonly byte[] Purpose = "IpAccess.AspNetCore: the snapshot in a file, 1"u8.ToArray();
    private readonly byte[] key;

    /// <summary>The file that the options name, if any.</summary>
    public SnapshotFile(IOptions<IpAccessOptions> options)
    {
        Path = options.Value.CacheFile is { } path ? System.IO.Path.GetFullPath(path) : null;
        key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(options.Value.Key!), HMACSHA256.HashSizeInBytes, salt: null, Purpose);
    }

    /// <summary>Its path; null where there is none.</summary>
    public string? Path { get; }

    private string MarkPath => Path + ".asof";

    /// <summary>Reads it.</summary>
    /// <returns>What it holds; null where there is none.</returns>
    /// <exception cref="InvalidDataException">It is cut off, damaged, or written with another key.</exception>
    /// <exception cref="IOException">It can not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It can not be read.</exception>
    public FiledSnapshot? Read()
    {
        if (Path is null || !File.Exists(Path))
        {
            return null;
        }

        var snapshot = SnapshotFormat.Read(Verified(Path, MostBytes));
        var (asOf, isRefused, fault) = ReadMark(snapshot.Identity);
        return new(snapshot, Math.Max(asOf, snapshot.AsOf), isRefused, fault);
    }

    /// <summary>Writes a snapshot as it came.</summary>
    /// <exception cref="IOException">It can not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It can not be written.</exception>
    public void Write(ReadOnlySpan<byte> snapshot) => Replace(Path!, snapshot);

    /// <summary>Writes that the service confirmed the snapshot.</summary>
    /// <param name="identity">Of which contents.</param>
    /// <param name="asOf">Until when, in Unix milliseconds.</param>
    /// <param name="isRefused">Whether it has refused the key since.</param>
    /// <exception cref="IOException">It can not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It can not be written.</exception>
    public void Mark(string identity, long asOf, bool isRefused)
    {
        var bytes = new byte[MarkBytes + Encoding.UTF8.GetByteCount(identity)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, asOf);
        bytes[MarkBytes - 1] = isRefused ? (byte)1 : (byte)0;
        _ = Encoding.UTF8.GetBytes(identity, bytes.AsSpan(MarkBytes));
        Replace(MarkPath, bytes);
    }

    // A mark that is lost or of earlier contents makes the snapshot older than it is, never younger.
    private (long AsOf, bool IsRefused, string? Fault) ReadMark(string identity)
    {
        try
        {
            if (!File.Exists(MarkPath))
            {
                return (0, false, null);
            }

            var bytes = Verified(MarkPath, MostBytes);
            return bytes.Length >= MarkBytes && Encoding.UTF8.GetString(bytes[MarkBytes..]) == identity
                ? (BinaryPrimitives.ReadInt64BigEndian(bytes), bytes[MarkBytes - 1] == 1, null)
                : (0, false, null);
        }
        catch (InvalidDataException exception)
        {
            return (0, false, exception.Message);
        }
    }

    private ReadOnlySpan<byte> Verified(string path, int most)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length < HMACSHA256.HashSizeInBytes || file.Length > most)
        {
            throw new InvalidDataException($"{path} is cut off, or longer than any snapshot.");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var content = bytes.AsSpan(0, bytes.Length - HMACSHA256.HashSizeInBytes);
        return CryptographicOperations.FixedTimeEquals(Seal(path, content), bytes.AsSpan(content.Length))
            ? content
            : throw new InvalidDataException($"{path} is cut off, damaged, or was written with another key.");
    }

    private void Replace(string path, ReadOnlySpan<byte> content)
    {
        var beside = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (var file = new FileStream(beside, ForOwnerAlone()))
            {
                file.Write(content);
                file.Write(Seal(path, content));
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    // What kind of file it is belongs to what is sealed: neither can stand for the other.
    private byte[] Seal(string path, ReadOnlySpan<byte> content)
    {
        using var seal = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        seal.AppendData(path == Path ? "snapshot"u8 : "as_of"u8);
        seal.AppendData(content);
        return seal.GetHashAndReset();
    }

    [SuppressMessage("Interoperability", "CA1416", Justification = "Set only where files have modes.")]
    private static FileStreamOptions ForOwnerAlone()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}

/// <summary>What a file holds.</summary>
/// <param name="AsOf">When the service last said that it holds, in Unix milliseconds.</param>
/// <param name="IsRefused">Whether it has refused the key since.</param>
/// <param name="Fault">What is wrong with what was written beside it; null for nothing.</param>
internal sealed record FiledSnapshot(Snapshot Snapshot, long AsOf, bool IsRefused, string? Fault);
