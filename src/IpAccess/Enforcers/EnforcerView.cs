using IpAccess.Enforcers.Entries;
using IpAccess.Enforcers.Sightings;
using IpAccess.Text;

namespace IpAccess.Enforcers;

/// <summary>Somebody who enforces a list, as the API shows it.</summary>
internal sealed record EnforcerView(
    string Name, string Kind, string Key, long? AppliedVersion, long? Behind, string LastSeen, string? Address)
{
    /// <summary>The view of somebody, where this is the newest version of the list.</summary>
    public static EnforcerView Of(Enforcer enforcer, long newest) => new(
        enforcer.Name,
        NameOf(enforcer.Kind),
        enforcer.Key,
        enforcer.Applied,
        newest - enforcer.Applied,
        TimeText.Of(enforcer.SeenAt),
        enforcer.Address);

    private static string NameOf(EnforcerKind kind) => kind switch
    {
        EnforcerKind.App => "app",
        EnforcerKind.Proxy => "proxy",
        _ => "firewall",
    };
}
