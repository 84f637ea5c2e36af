using IpAccess.Enforcers.Sightings;

namespace IpAccess.Enforcers.Recording;

/// <summary>Who is meant by sightings: those that agree in this are of the same.</summary>
/// <param name="Account">The account whose list it is.</param>
/// <param name="Key">The id of the key that is used.</param>
/// <param name="Name">The name among those who use the key.</param>
internal readonly record struct EnforcerId(string Account, string Key, string Name)
{
    /// <summary>Who was seen.</summary>
    public static EnforcerId Of(EnforcerSighting sighting) => new(sighting.Account, sighting.Key, sighting.Name);
}
