namespace IpAccess.Tests.Attempts;

/// <summary>A small database of countries in a temporary file.</summary>
internal sealed class GeoDatabaseFile : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ipaccess-geo-").FullName;

    public GeoDatabaseFile(byte[] content) => File.WriteAllBytes(Path, content);

    /// <summary>The value for the setting <c>IpAccess:GeoDatabase</c>.</summary>
    public string Path => System.IO.Path.Combine(folder, "test.mmdb");

    /// <summary>A database that knows the countries of these networks.</summary>
    public static GeoDatabaseFile Of(params (string Network, string Country)[] entries) => new(
        entries.Aggregate(new MaxMindFormat(), (format, entry) => format.Add(entry.Network, Country(entry.Country))).ToBytes());

    /// <summary>An entry as the common databases have it.</summary>
    /// <param name="name">The country's English name.</param>
    /// <param name="member"><c>country</c>, or <c>registered_country</c>.</param>
    public static Dictionary<string, object> Country(string name, string member = "country") =>
        Map((member, Map(("iso_code", "XX"), ("is_in_european_union", true), ("names", Map(("de", "Anders"), ("en", name))))));

    public static Dictionary<string, object> Map(params (string Name, object Value)[] members) =>
        members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
