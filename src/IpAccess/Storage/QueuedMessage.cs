using Azure.Storage.Queues.Models;

namespace IpAccess.Storage;

/// <summary>A message as it was received.</summary>
/// <param name="Id">The queue's id of it.</param>
/// <param name="Receipt">What deletes it, until another receives it.</param>
/// <param name="Text">The text that was sent.</param>
/// <param name="Tries">How often it was received, this time included.</param>
internal sealed record QueuedMessage(string Id, string Receipt, string Text, long Tries)
{
    /// <summary>When storage got it, by its own clock; null where that is not known.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>A message of Azure Queue storage.</summary>
    public static QueuedMessage Of(QueueMessage message) =>
        new(message.MessageId, message.PopReceipt, message.Body.ToString(), message.DequeueCount) { SentAt = message.InsertedOn };
}
