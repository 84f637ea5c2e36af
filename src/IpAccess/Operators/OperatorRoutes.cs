namespace IpAccess.Operators;

/// <summary>The routes of what operators did.</summary>
public static class OperatorRoutes
{
    /// <summary>What operators did.</summary>
    public const string Audit = "v1/operator/audit";
}
