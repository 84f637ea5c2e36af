namespace IpAccess;

/// <summary>What runs the service.</summary>
public enum HostKind
{
    /// <summary>A Kestrel host of its own: connections reach the service as they are.</summary>
    Kestrel,

    /// <summary>Azure Functions: its host stands between, replaces <c>X-Forwarded-For</c>, and is the peer of every connection.</summary>
    Functions,
}
