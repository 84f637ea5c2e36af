namespace IpAccess.Storage;

/// <summary>The tables of the service.</summary>
internal static class TableNames
{
    /// <summary>The accounts, for listing them.</summary>
    public const string Accounts = "Accounts";

    /// <summary>Which account a key belongs to, by key id.</summary>
    public const string Keys = "Keys";

    /// <summary>A partition an account: head, versions, pages, audit, keys, children.</summary>
    public const string Allowlists = "Allowlists";

    /// <summary>Sixteen partitions an account: access attempts, and the messages that told of them.</summary>
    public const string Attempts = "Attempts";

    /// <summary>The messages that could not be processed, each with the reason.</summary>
    public const string Poison = "Poison";

    /// <summary>A partition an account: who enforces its list.</summary>
    public const string Enforcers = "Enforcers";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Accounts, Keys, Allowlists, Attempts, Poison, Enforcers];
}
