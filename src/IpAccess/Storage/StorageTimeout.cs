namespace IpAccess.Storage;

/// <summary>How long a client of storage waits for an answer, and how often it tries.</summary>
internal enum StorageTimeout
{
    /// <summary>A decision waits on it: one retry after 50 ms, half a second a try.</summary>
    ForDecisions,

    /// <summary>A person waits on it: two retries, five seconds a try.</summary>
    ForOperations,
}
