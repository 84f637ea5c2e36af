using Azure.Core;
using Azure.Storage.Queues;

namespace IpAccess.Storage.Clients;

/// <summary>The queues of a storage account.</summary>
/// <param name="connect">Makes a client of the storage account with these options.</param>
internal sealed class AzureQueues(Func<QueueClientOptions, QueueServiceClient> connect) : IQueues
{
    private readonly QueueServiceClient service = connect(Options());

    /// <inheritdoc/>
    public IMessageQueue Open(string name) => new AzureQueue(service.GetQueueClient(name));

    /// <inheritdoc/>
    public async Task CreateMissingAsync(CancellationToken cancellationToken)
    {
        foreach (var name in QueueNames.All)
        {
            await StorageExceptions.AskAsync(
                () => service.GetQueueClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken), cancellationToken);
        }
    }

    // The SDK's own defaults wait up to 100 seconds. Texts are sent as they are: who receives them decodes Base64 himself.
    private static QueueClientOptions Options()
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        return GenuineAnswers.AddTo(options);
    }
}
