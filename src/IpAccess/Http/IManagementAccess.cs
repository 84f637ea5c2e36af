namespace IpAccess.Http;

/// <summary>Whether an account's own API answers a caller.</summary>
internal enum Admission
{
    /// <summary>It does.</summary>
    Granted,

    /// <summary>The account is managed only from addresses that its list lets in, and the caller's is none of them.</summary>
    Blocked,

    /// <summary>Storage is away for so long that nobody knows.</summary>
    Unknown,

    /// <summary>There is no such account.</summary>
    NoAccount,
}

/// <summary>Knows from where accounts may be managed: the seam through which the gate asks the lists.</summary>
internal interface IManagementAccess
{
    /// <summary>Whether a caller may manage the account that is acted on, and the account of the key, from the caller's address.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage is away and the account is not in memory.</exception>
    ValueTask<Admission> AskAsync(Caller caller, CancellationToken cancellationToken);
}
