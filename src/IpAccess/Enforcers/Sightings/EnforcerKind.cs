namespace IpAccess.Enforcers.Sightings;

/// <summary>How somebody enforces a list. The numbers are stored.</summary>
internal enum EnforcerKind
{
    /// <summary>Decides by itself, from a snapshot.</summary>
    App = 0,

    /// <summary>Asks about each request.</summary>
    Proxy = 1,

    /// <summary>Has the networks of the list, from an export.</summary>
    Firewall = 2,
}
