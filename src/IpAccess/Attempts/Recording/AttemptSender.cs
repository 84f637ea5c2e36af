using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using IpAccess.Attempts.Entries;
using IpAccess.Attempts.Queue;
using IpAccess.Storage;

namespace IpAccess.Attempts.Recording;

/// <summary>
/// Hands messages to the queue, several at once. One that the queue did not take stays as it is, with its id, so that sending
/// it again does no harm where only the answer was lost; those are never more than are sent at once.
/// </summary>
internal sealed class AttemptSender(
    IQueues queues, PendingAttempts pending, AttemptMeter meter, TimeProvider clock, StorageOutage outage)
{
    private const int AtOnce = 8;
    private readonly IMessageQueue queue = queues.Open(QueueNames.AccessAttempts);
    private readonly ConcurrentQueue<AttemptMessage> tried = [];
    private readonly ConcurrentQueue<AttemptMessage> fresh = [];
    private volatile Exception? exception;

    /// <summary>Whether the queue did not take a message in the last round.</summary>
    public bool IsFailing => exception is not null;

    /// <summary>One round: sends all that is pending, until the queue does not take a message; then the rest is pending again.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        exception = null;
        Pack();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => SendSomeAsync(cancellationToken)));
        Unpack();
        if (exception is { } reason)
        {
            outage.Tell("the sending of attempts, which wait in memory", reason);
        }
    }

    /// <summary>Gives up what was tried and not taken.</summary>
    /// <returns>How many attempts that were.</returns>
    public long Clear()
    {
        var attempts = tried.Sum(CountOf);
        tried.Clear();
        return attempts;
    }

    private static IEnumerable<AttemptMessage> Pack(IGrouping<string, Attempt> account) =>
        AttemptMessages.Of(account.Key, account, _ => Guid.CreateVersion7().ToString("n"));

    private static long CountOf(AttemptMessage message) => message.Attempts.Sum(attempt => attempt.Count);

    private void Pack()
    {
        if (tried.Count < AtOnce)
        {
            // The clock may have been set right since they were recorded: who takes them in refuses what is ahead.
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            foreach (var message in pending.Take().GroupBy(entry => entry.Account, entry => entry.Attempt.AsOf(now)).SelectMany(Pack))
            {
                fresh.Enqueue(message);
            }
        }
    }

    // What was not tried is better off where more attempts can join it.
    private void Unpack()
    {
        while (fresh.TryDequeue(out var message))
        {
            foreach (var attempt in message.Attempts)
            {
                pending.PutBack(new(message.Account, attempt));
            }
        }
    }

    private async Task SendSomeAsync(CancellationToken cancellationToken)
    {
        while (!IsFailing && !cancellationToken.IsCancellationRequested && TryNext(out var message))
        {
            if (await TrySendAsync(message, cancellationToken))
            {
                pending.Release(message.Attempts.Count);
                meter.Record(CountOf(message));
            }
            else
            {
                tried.Enqueue(message);
            }
        }
    }

    private bool TryNext([MaybeNullWhen(false)] out AttemptMessage message) =>
        tried.TryDequeue(out message) || fresh.TryDequeue(out message);

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps a message from the queue, it waits for the next round.")]
    private async Task<bool> TrySendAsync(AttemptMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await queue.SendAsync(MessageJson.Write(message), cancellationToken).WaitAsync(cancellationToken);
            return true;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception reason)
        {
            exception = reason;
            return false;
        }
    }
}
