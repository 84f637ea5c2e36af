namespace IpAccess.Keys;

/// <summary>The routes of keys.</summary>
public static class KeyRoutes
{
    /// <summary>The keys of the account.</summary>
    public const string Keys = "v1/keys";

    /// <summary>One key.</summary>
    public const string Key = "v1/keys/{id}";

    /// <summary>A new secret for a key.</summary>
    public const string Rotate = "v1/keys/{id}/rotate";

    /// <summary>The caller's own key.</summary>
    public const string Whoami = "v1/whoami";

    /// <summary>A new owner's key for an account.</summary>
    public const string OwnerKeys = "v1/accounts/{account}/keys";
}
