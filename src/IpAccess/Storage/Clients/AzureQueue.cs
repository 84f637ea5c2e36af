using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace IpAccess.Storage.Clients;

/// <summary>A queue of Azure Queue storage.</summary>
internal sealed class AzureQueue(QueueClient client) : IMessageQueue
{
    // https://learn.microsoft.com/rest/api/storageservices/put-message: -1 seconds is for ever; the default is seven days.
    private static readonly TimeSpan ForEver = TimeSpan.FromSeconds(-1);

    // All three tries of five seconds and the pauses between them, and some room.
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(17);

    /// <inheritdoc/>
    public Task SendAsync(string text, CancellationToken cancellationToken) => StorageExceptions.AskAsync(
        async token => (await client.SendMessageAsync(text, visibilityTimeout: null, ForEver, token)).Value.MessageId
            ?? throw StorageExceptions.Odd("The queue did not say what it took."),
        Most,
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueuedMessage>> ReceiveAsync(
        int most, TimeSpan hiddenFor, CancellationToken cancellationToken) => StorageExceptions.AskAsync<IReadOnlyList<QueuedMessage>>(
            async token => [.. (await client.ReceiveMessagesAsync(most, hiddenFor, token)).Value.Select(QueuedMessage.Of)],
            Most,
            cancellationToken);

    /// <inheritdoc/>
    public async Task DeleteAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await StorageExceptions.AskAsync(token => client.DeleteMessageAsync(message.Id, message.Receipt, token), Most, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode is { } code && IsGone(code))
        {
            // The next who receives it finds its work done.
        }
    }

    /// <inheritdoc/>
    public Task<int> CountAsync(CancellationToken cancellationToken) => StorageExceptions.AskAsync(
        async token => (await client.GetPropertiesAsync(token)).Value.ApproximateMessagesCount, Most, cancellationToken);

    private static bool IsGone(QueueErrorCode code) =>
        code == QueueErrorCode.MessageNotFound || code == QueueErrorCode.PopReceiptMismatch;
}
