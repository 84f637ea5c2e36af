namespace IpAccess.Compatibility.IncidentIo;

/// <summary>The routes that incident.io's clients call.</summary>
public static class IncidentIoRoutes
{
    /// <summary>The list and whether it is enforced, as incident.io shows it.</summary>
    public const string IpAllowlists = "v1/ip_allowlists";
}
