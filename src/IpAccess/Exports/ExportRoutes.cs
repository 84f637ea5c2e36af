namespace IpAccess.Exports;

/// <summary>The route of exports.</summary>
public static class ExportRoutes
{
    /// <summary>The networks that are let in, as a file for a firewall or load balancer.</summary>
    public const string Export = "v1/export/{format}";
}
