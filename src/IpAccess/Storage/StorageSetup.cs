using Azure.Storage.Queues;

namespace IpAccess.Storage;

/// <summary>Creates what is missing in a storage account. In Azure the deployment does that; elsewhere the host does at start.</summary>
internal sealed class StorageSetup(ITables tables, QueueServiceClient queues)
{
    /// <summary>Creates the tables and queues that are missing.</summary>
    public async Task CreateMissingAsync(CancellationToken cancellationToken)
    {
        await tables.CreateMissingAsync(cancellationToken);
        foreach (var name in QueueNames.All)
        {
            await queues.GetQueueClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
    }
}
