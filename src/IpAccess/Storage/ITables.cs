namespace IpAccess.Storage;

/// <summary>Where the tables are: Azure, Azurite, or memory.</summary>
internal interface ITables
{
    /// <summary>Opens a table by its name. It is not created: see <see cref="CreateMissingAsync"/>.</summary>
    IRowTable Open(string name, StorageTimeout timeout);

    /// <summary>Creates the tables that are missing. Never on the request path.</summary>
    Task CreateMissingAsync(CancellationToken cancellationToken);
}

/// <summary>How long a client of storage waits for an answer, and how often it tries.</summary>
internal enum StorageTimeout
{
    /// <summary>A decision waits on it: one retry after 50 ms, half a second a try.</summary>
    ForDecisions,

    /// <summary>A person waits on it: two retries, five seconds a try.</summary>
    ForOperations,
}
