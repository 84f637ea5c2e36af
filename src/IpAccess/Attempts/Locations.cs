using System.Buffers.Binary;
using System.Net;
using IpAccess.Networks;
using MaxMind.Db;

namespace IpAccess.Attempts;

/// <summary>
/// The countries of addresses, from the database that the setting <c>IpAccess:GeoDatabase</c> names. It is held in memory in
/// the MaxMind format (https://maxmind.github.io/MaxMind-DB/); without one no address has a location.
/// </summary>
internal sealed class Locations : IDisposable
{
    private readonly Reader? database;

    /// <summary>Reads the database.</summary>
    /// <param name="path">Its file; null or blank for none.</param>
    /// <exception cref="InvalidDataException">It can not be read, or is no such database: <see cref="FaultOf"/> tells before.</exception>
    public Locations(string? path) => database = string.IsNullOrWhiteSpace(path) ? null : Open(path);

    /// <summary>What is wrong with the setting, in a sentence; null for nothing.</summary>
    public static string? FaultOf(string? path)
    {
        try
        {
            using var locations = new Locations(path);
            return null;
        }
        catch (InvalidDataException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>
    /// The English name of the country that an address is in, or else of the one that it is registered in; null where the
    /// database has none, or what it has can not be read.
    /// </summary>
    public string? Of(Address address)
    {
        // The reader would look an IPv6 address up in an IPv4 tree by its first 32 bits.
        if (database is null || address.IsNone || (!address.IsIPv4 && database.Metadata.IPVersion == 4))
        {
            return null;
        }

        try
        {
            var entry = database.Find<object>(ToIPAddress(address));
            return NameIn(entry, "country") ?? NameIn(entry, "registered_country");
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => database?.Dispose();

    private static Reader Open(string path)
    {
        try
        {
            return new Reader(path, FileAccessMode.Memory);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw new InvalidDataException(
                $"IpAccess:GeoDatabase names '{path}', which can not be read as a MaxMind database: {exception.Message}", exception);
        }
    }

    // The reader has exceptions of its own, but bytes that contradict each other end in many others.
    private static bool IsUnreadable(Exception exception) => exception is not OutOfMemoryException;

    private static IPAddress ToIPAddress(Address address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address.Bits);
        return new IPAddress(address.IsIPv4 ? bytes[12..] : bytes);
    }

    private static string? NameIn(object? entry, string country) =>
        Member(Member(Member(entry, country), "names"), "en") is string { Length: > 0 } name ? name : null;

    private static object? Member(object? map, string name) =>
        map is IReadOnlyDictionary<string, object> members ? members.GetValueOrDefault(name) : null;
}
