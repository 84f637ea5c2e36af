namespace IpAccess.Authorize;

/// <summary>The route of the enforcing question.</summary>
public static class AuthorizeRoutes
{
    /// <summary>Whether the client of a proxy may come in. What follows is the client's path, where a proxy adds it, and is not read.</summary>
    public const string Authorize = "v1/authorize/{*rest}";
}
