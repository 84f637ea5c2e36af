using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using IpAccess.Storage;
using Microsoft.Extensions.Logging;

namespace IpAccess.Attempts;

/// <summary>
/// Hands messages to the queue, several at once. One that was not taken stays as it is, with its id, so that sending it again
/// does no harm where only the answer was lost.
/// </summary>
internal sealed partial class AttemptSender(
    IQueues queues, PendingAttempts pending, AttemptMeter meter, ILogger<AttemptSender> logger)
{
    private const int AtOnce = 8;
    private readonly IMessageQueue queue = queues.Open(QueueNames.AccessAttempts);
    private readonly ConcurrentQueue<AttemptMessage> waiting = [];
    private volatile Exception? fault;

    /// <summary>Whether the queue did not take a message in the last round.</summary>
    public bool IsFailing => fault is not null;

    /// <summary>Whether so many messages wait that others would not get out sooner for being ready.</summary>
    public bool IsBusy => waiting.Count >= AtOnce;

    /// <summary>Makes messages of entries, to be sent.</summary>
    public void Add(IReadOnlyList<AccountAttempt> entries)
    {
        foreach (var message in AttemptMessages.Of(entries))
        {
            waiting.Enqueue(message);
        }
    }

    /// <summary>One round: sends what waits, until all is sent or the queue did not take a message.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var wasFailing = IsFailing;
        fault = null;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => SendSomeAsync(cancellationToken)));
        if (!wasFailing && fault is { } reason)
        {
            Log.QueueIsAway(logger, reason);
        }
        else if (wasFailing && fault is null && !cancellationToken.IsCancellationRequested)
        {
            Log.QueueIsBack(logger);
        }
    }

    /// <summary>Gives up what waits.</summary>
    /// <returns>How many attempts that were.</returns>
    public long Clear()
    {
        var attempts = waiting.Sum(CountOf);
        waiting.Clear();
        return attempts;
    }

    private static long CountOf(AttemptMessage message) => message.Attempts.Sum(attempt => attempt.Count);

    private async Task SendSomeAsync(CancellationToken cancellationToken)
    {
        while (!IsFailing && !cancellationToken.IsCancellationRequested && waiting.TryDequeue(out var message))
        {
            if (await TrySendAsync(message, cancellationToken))
            {
                pending.Release(message.Attempts.Count);
                meter.Record(CountOf(message));
            }
            else
            {
                waiting.Enqueue(message);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps a message from the queue, it waits for the next round.")]
    private async Task<bool> TrySendAsync(AttemptMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await queue.SendAsync(message.Write(), cancellationToken).WaitAsync(cancellationToken);
            return true;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception reason)
        {
            fault = reason;
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Warning, "The queue does not take attempts: they wait in memory")]
        public static partial void QueueIsAway(ILogger logger, Exception fault);

        [LoggerMessage(21, LogLevel.Information, "The queue takes attempts again")]
        public static partial void QueueIsBack(ILogger logger);
    }
}
