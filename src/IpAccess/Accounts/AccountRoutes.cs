namespace IpAccess.Accounts;

/// <summary>The routes of accounts.</summary>
public static class AccountRoutes
{
    /// <summary>The accounts.</summary>
    public const string Accounts = "v1/accounts";

    /// <summary>One account.</summary>
    public const string Account = "v1/accounts/{account}";

    /// <summary>Taking back the deletion of an account.</summary>
    public const string Undelete = "v1/accounts/{account}/undelete";
}
