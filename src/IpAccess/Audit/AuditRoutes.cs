namespace IpAccess.Audit;

/// <summary>The routes of the audit.</summary>
public static class AuditRoutes
{
    /// <summary>Who changed what.</summary>
    public const string Audit = "v1/audit";
}
