namespace IpAccess.Accounts.Transfer;

/// <summary>The routes of accounts as files.</summary>
public static class TransferRoutes
{
    /// <summary>A whole account as a file.</summary>
    public const string Export = "v1/accounts/{account}/export";

    /// <summary>An account from such a file. It takes no other method, so that an account may be called <c>import</c>.</summary>
    public const string Import = "v1/accounts/import";
}
