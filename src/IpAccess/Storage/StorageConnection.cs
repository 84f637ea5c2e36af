using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace IpAccess.Storage;

/// <summary>The storage account that the setting <c>Storage</c> names.</summary>
internal static class StorageConnection
{
    /// <summary>What is wrong with the setting, in a sentence; null for nothing.</summary>
    public static string? FaultOf(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return "Storage is not set: it is the connection string of a storage account.";
        }

        try
        {
            _ = new TableServiceClient(connectionString);
            _ = new QueueServiceClient(connectionString);
            return null;
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException or ArgumentException)
        {
            return "Storage is not the connection string of a storage account.";
        }
    }
}
