namespace IpAccess.Storage;

/// <summary>
/// A queue of texts: the seam between the features and Azure Queue storage. It delivers at least once, in about the order of
/// sending. Faults of storage are exceptions that <see cref="StorageExceptions.IsUnavailable"/> knows.
/// </summary>
internal interface IMessageQueue
{
    /// <summary>Puts a text at the end, as it is and without an expiry.</summary>
    Task SendAsync(string text, CancellationToken cancellationToken);

    /// <summary>Takes messages from the front; who does not delete them in time leaves them to the next.</summary>
    /// <param name="most">How many at most: 1–32.</param>
    /// <param name="hiddenFor">How long nobody else receives them.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    Task<IReadOnlyList<QueuedMessage>> ReceiveAsync(int most, TimeSpan hiddenFor, CancellationToken cancellationToken);

    /// <summary>Deletes a message that was received. One that is gone, or that another received since, is left alone.</summary>
    Task DeleteAsync(QueuedMessage message, CancellationToken cancellationToken);

    /// <summary>About how many messages there are, hidden ones included.</summary>
    Task<int> CountAsync(CancellationToken cancellationToken);
}
