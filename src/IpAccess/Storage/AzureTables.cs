using Azure.Core;
using Azure.Data.Tables;

namespace IpAccess.Storage;

/// <summary>The tables of a storage account.</summary>
/// <param name="connect">Makes a client of the storage account with these options.</param>
internal sealed class AzureTables(Func<TableClientOptions, TableServiceClient> connect) : ITables
{
    // All tries and the pauses between them, and some room.
    private static readonly TimeSpan MostOfCheck = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MostOfWrite = TimeSpan.FromSeconds(17);

    private readonly TableServiceClient check = connect(Options(Patience.Check));
    private readonly TableServiceClient write = connect(Options(Patience.Write));

    /// <inheritdoc/>
    public IRowTable Open(string name, Patience patience) =>
        patience == Patience.Check
            ? new AzureTable(check.GetTableClient(name), MostOfCheck)
            : new AzureTable(write.GetTableClient(name), MostOfWrite);

    /// <inheritdoc/>
    public async Task CreateMissingAsync(CancellationToken cancellationToken)
    {
        foreach (var name in TableNames.All)
        {
            await StorageFaults.AskAsync(() => write.CreateTableIfNotExistsAsync(name, cancellationToken), cancellationToken);
        }
    }

    // The SDK's own defaults wait up to 100 seconds.
    private static TableClientOptions Options(Patience patience)
    {
        var isCheck = patience == Patience.Check;
        var options = new TableClientOptions();
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.MaxRetries = isCheck ? 1 : 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(isCheck ? 50 : 200);
        options.Retry.NetworkTimeout = TimeSpan.FromMilliseconds(isCheck ? 500 : 5_000);
        return GenuineAnswers.AddTo(options);
    }
}
