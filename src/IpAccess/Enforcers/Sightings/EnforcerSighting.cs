using IpAccess.Http;
using IpAccess.Networks;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Enforcers.Sightings;

/// <summary>That somebody was seen who enforces a list (docs/enforcers.md, "Who is seen").</summary>
/// <param name="Account">The account whose list it is.</param>
/// <param name="Key">The id of the key that was used.</param>
/// <param name="Name">Who it is, among those who use the key: 1–64 of <c>[A-Za-z0-9._-]</c>.</param>
/// <param name="Kind">How it enforces the list.</param>
/// <param name="Applied">The version of the list that it enforces; null where it does not say.</param>
/// <param name="Address">Where it called from; the default value where that is unknown.</param>
internal sealed record EnforcerSighting(
    string Account, string Key, string Name, EnforcerKind Kind, long? Applied, Address Address)
{
    /// <summary>The sighting of an app that polls for a snapshot: it alone knows what it has taken up.</summary>
    public static EnforcerSighting OfApp(HttpRequest request, Caller caller) =>
        Of(caller, EnforcerHeaders.Name(request), EnforcerKind.App, EnforcerHeaders.Applied(request));

    /// <summary>The sighting of a firewall or load balancer that pulls an export.</summary>
    /// <param name="user">The user name of HTTP Basic; null where there is none.</param>
    /// <param name="pulled">The version that it was given, or that it has still the newest of: what it applies unless it says otherwise.</param>
    public static EnforcerSighting OfFirewall(HttpRequest request, Caller caller, string? user, long pulled) =>
        Of(
            caller,
            EnforcerHeaders.NameOf(user) ?? EnforcerHeaders.Name(request),
            EnforcerKind.Firewall,
            EnforcerHeaders.Applied(request) ?? pulled);

    /// <summary>The sighting of a proxy that asks about a request. Nothing of that but the key is its own: it goes by the key's id.</summary>
    /// <param name="version">The version that the decision follows from.</param>
    public static EnforcerSighting OfProxy(Caller caller, long version) => Of(caller, name: null, EnforcerKind.Proxy, version);

    private static EnforcerSighting Of(Caller caller, string? name, EnforcerKind kind, long? applied) =>
        new(caller.Account, caller.KeyId, name ?? caller.KeyId, kind, applied, caller.Client.Address);
}
