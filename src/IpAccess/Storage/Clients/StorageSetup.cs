namespace IpAccess.Storage.Clients;

/// <summary>Creates what is missing in a storage account. In Azure the deployment does that; elsewhere the host does at start.</summary>
internal sealed class StorageSetup(ITables tables, IQueues queues)
{
    /// <summary>Whether all of them are known to be there.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Creates the tables and queues that are missing.</summary>
    public async Task CreateMissingAsync(CancellationToken cancellationToken)
    {
        await tables.CreateMissingAsync(cancellationToken);
        await queues.CreateMissingAsync(cancellationToken);
        IsDone = true;
    }
}
