using Azure.Core;
using Azure.Data.Tables;

namespace IpAccess.Storage.Clients;

/// <summary>The tables of a storage account.</summary>
/// <param name="connect">Makes a client of the storage account with these options.</param>
internal sealed class AzureTables(Func<TableClientOptions, TableServiceClient> connect) : ITables
{
    // All tries and the pauses between them, and some room.
    private static readonly TimeSpan LongestForDecisions = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestForOperations = TimeSpan.FromSeconds(17);

    private readonly TableServiceClient forDecisions = connect(Options(StorageTimeout.ForDecisions));
    private readonly TableServiceClient forOperations = connect(Options(StorageTimeout.ForOperations));

    /// <inheritdoc/>
    public IRowTable Open(string name, StorageTimeout timeout) =>
        timeout == StorageTimeout.ForDecisions
            ? new AzureTable(forDecisions.GetTableClient(name), LongestForDecisions)
            : new AzureTable(forOperations.GetTableClient(name), LongestForOperations);

    /// <inheritdoc/>
    public async Task CreateMissingAsync(CancellationToken cancellationToken)
    {
        foreach (var name in TableNames.All)
        {
            await StorageExceptions.AskAsync(() => forOperations.CreateTableIfNotExistsAsync(name, cancellationToken), cancellationToken);
        }
    }

    // The SDK's own defaults wait up to 100 seconds.
    private static TableClientOptions Options(StorageTimeout timeout)
    {
        var isForDecisions = timeout == StorageTimeout.ForDecisions;
        var options = new TableClientOptions();
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.MaxRetries = isForDecisions ? 1 : 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(isForDecisions ? 50 : 200);
        options.Retry.NetworkTimeout = TimeSpan.FromMilliseconds(isForDecisions ? 500 : 5_000);
        return GenuineAnswers.AddTo(options);
    }
}
