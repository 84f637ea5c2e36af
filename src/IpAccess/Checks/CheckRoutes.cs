namespace IpAccess.Checks;

/// <summary>The routes of checks.</summary>
public static class CheckRoutes
{
    /// <summary>Whether an address may come in.</summary>
    public const string Check = "v1/check";

    /// <summary>The caller's own address.</summary>
    public const string ClientAddress = "v1/client-address";
}
