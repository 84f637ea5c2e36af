using System.Security.Cryptography;
using System.Text;
using IpAccess.Storage;

namespace IpAccess.Poison;

/// <summary>
/// The messages that could not be processed: as they came in the queue <c>access-attempts-poison</c>, with their reasons in a
/// table beside it. A message's name there is the hash of its text, so that both can be matched.
/// </summary>
internal sealed class PoisonStore(ITables tables, IQueues queues, TimeProvider clock)
{
    private const string Partition = "access-attempts";
    private const int MostReplayed = 1000;
    private const int ReceivedAtOnce = 32;
    private static readonly TimeSpan MoveTime = TimeSpan.FromSeconds(60);

    private readonly IRowTable table = tables.Open(TableNames.Poison, StorageTimeout.ForOperations);
    private readonly IMessageQueue attempts = queues.Open(QueueNames.AccessAttempts);
    private readonly IMessageQueue poison = queues.Open(QueueNames.AccessAttemptsPoison);

    /// <summary>Puts a message aside. Done twice, the message is there twice and its reason once.</summary>
    public async Task AddAsync(QueuedMessage message, string reason, CancellationToken cancellationToken)
    {
        var row = new PoisonRow(NameOf(message.Text), reason, message.Tries, clock.GetUtcNow().ToUnixTimeSeconds(), message.Text);
        await table.TryMakeAsync(Partition, RowChange.Put(row.Write()), cancellationToken);
        await poison.SendAsync(message.Text, cancellationToken);
    }

    /// <summary>The messages with their reasons, by name.</summary>
    /// <param name="after">The name to begin after; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IAsyncEnumerable<PoisonRow> ReadAsync(string? after, CancellationToken cancellationToken) =>
        table.ReadAsync(
            Partition,
            after is null ? RowRange.WithPrefix(string.Empty) : RowRange.After(after, string.Empty),
            columns: null,
            cancellationToken).Select(PoisonRow.Read);

    /// <summary>About how many messages wait in the poison queue.</summary>
    public Task<int> CountAsync(CancellationToken cancellationToken) => poison.CountAsync(cancellationToken);

    /// <summary>Puts the messages back to be tried again, up to a thousand of those that are there now.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ReplayAsync(CancellationToken cancellationToken)
    {
        var wanted = Math.Min(await poison.CountAsync(cancellationToken), MostReplayed);
        var replayed = 0;
        while (replayed < wanted)
        {
            var received = await poison.ReceiveAsync(Math.Min(wanted - replayed, ReceivedAtOnce), MoveTime, cancellationToken);
            if (received.Count == 0)
            {
                break;
            }

            await Task.WhenAll(received.Select(message => ReplayAsync(message, cancellationToken)));
            replayed += received.Count;
        }

        return replayed;
    }

    /// <summary>The name of a message: the first half of the SHA-256 of its text, in hex.</summary>
    public static string NameOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private async Task ReplayAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        var row = await table.FindAsync(Partition, NameOf(message.Text), cancellationToken);
        await attempts.SendAsync(message.Text, cancellationToken);
        if (row is not null)
        {
            // Where the message failed again meanwhile, the row has another ETag, and stays.
            await table.TryMakeAsync(Partition, RowChange.Delete(row.RowKey, row.ETag), cancellationToken);
        }

        // Last: who is interrupted before leaves the message to the next replay, and no reason without a message.
        await poison.DeleteAsync(message, cancellationToken);
    }
}
