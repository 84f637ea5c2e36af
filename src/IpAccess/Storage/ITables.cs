namespace IpAccess.Storage;

/// <summary>Where the tables are: Azure, Azurite, or memory.</summary>
internal interface ITables
{
    /// <summary>Opens a table by its name. It is not created: see <see cref="CreateMissingAsync"/>.</summary>
    IRowTable Open(string name, Patience patience);

    /// <summary>Creates the tables that are missing. Never on the request path.</summary>
    Task CreateMissingAsync(CancellationToken cancellationToken);
}

/// <summary>How long an operation waits for storage before it gives up.</summary>
internal enum Patience
{
    /// <summary>A decision waits on it: one retry after 50 ms, half a second a try.</summary>
    Check,

    /// <summary>A person waits on it: two retries, five seconds a try.</summary>
    Write,
}
