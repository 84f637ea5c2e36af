using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace IpAccess.Storage;

/// <summary>A queue of Azure Queue storage.</summary>
internal sealed class AzureQueue(QueueClient client) : IMessageQueue
{
    // https://learn.microsoft.com/rest/api/storageservices/put-message: -1 seconds is for ever; the default is seven days.
    private static readonly TimeSpan ForEver = TimeSpan.FromSeconds(-1);

    /// <inheritdoc/>
    public Task SendAsync(string text, CancellationToken cancellationToken) =>
        client.SendMessageAsync(text, visibilityTimeout: null, ForEver, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<QueuedMessage>> ReceiveAsync(
        int most, TimeSpan hiddenFor, CancellationToken cancellationToken)
    {
        var received = await client.ReceiveMessagesAsync(most, hiddenFor, cancellationToken);
        return [.. received.Value.Select(QueuedMessage.Of)];
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteMessageAsync(message.Id, message.Receipt, cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode is { } code && IsGone(code))
        {
            // The next who receives it finds its work done.
        }
    }

    /// <inheritdoc/>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        var properties = await client.GetPropertiesAsync(cancellationToken);
        return properties.Value.ApproximateMessagesCount;
    }

    private static bool IsGone(QueueErrorCode code) =>
        code == QueueErrorCode.MessageNotFound || code == QueueErrorCode.PopReceiptMismatch;
}
