using IpAccess.Attempts.Queue;
using IpAccess.Storage;

namespace IpAccess.SelfHost;

/// <summary>
/// Takes in the messages of <c>access-attempts</c>, with the semantics that the queue trigger has on Functions: what fails
/// comes again after 30 seconds, five times. Whatever storage answers, it goes on, after a pause that grows.
/// </summary>
internal sealed partial class QueuePump(
    IQueues queues, AttemptIngest ingest, StorageOutage outage, TimeProvider clock, ILogger<QueuePump> logger) : BackgroundService
{
    private const int ReceivedAtOnce = 32;
    // Not more: where storage is one small process, what checks hand over to the queue must not wait behind all that.
    private const int TakenInAtOnce = 2;
    private static readonly TimeSpan PauseWhenEmpty = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly IMessageQueue queue = queues.Open(QueueNames.AccessAttempts);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var afterFault = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            var received = await PumpAsync(stoppingToken);
            var pause = received switch { null => afterFault, 0 => PauseWhenEmpty, _ => TimeSpan.Zero };
            afterFault = received is null && afterFault * 2 < LongestPause ? afterFault * 2 : received is null ? LongestPause : FirstPause;
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes in what is at the front of the queue.</summary>
    /// <returns>How many messages that were; null where storage failed.</returns>
    private async Task<int?> PumpAsync(CancellationToken stoppingToken)
    {
        try
        {
            var received = await queue.ReceiveAsync(ReceivedAtOnce, AttemptIngest.HiddenFor, stoppingToken);

            // What was received is finished also when the host stops, so that it need not wait for its next turn.
            var options = new ParallelOptions { MaxDegreeOfParallelism = TakenInAtOnce };
            var failed = 0;
            await Parallel.ForEachAsync(received, options, async (message, token) =>
            {
                if (!await TakeInAsync(message, token))
                {
                    Interlocked.Increment(ref failed);
                }
            });

            // While storage takes nothing, the rest of the queue shall not use up its tries.
            return failed > 0 ? null : received.Count;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Tell(exception, stoppingToken);
            return null;
        }
    }

    /// <summary>Takes a message in.</summary>
    /// <returns>False where storage failed.</returns>
    private async Task<bool> TakeInAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await ingest.IngestAsync(message, cancellationToken);
            await queue.DeleteAsync(message, cancellationToken);
            return true;
        }
        catch (Exception exception) when (StorageExceptions.IsUnavailable(exception, cancellationToken))
        {
            outage.Tell($"message {message.Id} at try {message.Tries}, which comes again", exception);
            return false;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.Failed(logger, exception, message.Id, message.Tries);
            return true;
        }
    }

    private void Tell(Exception exception, CancellationToken stoppingToken)
    {
        if (StorageExceptions.IsUnavailable(exception, stoppingToken))
        {
            outage.Tell("the receiving of attempts from the queue", exception);
        }
        else if (!stoppingToken.IsCancellationRequested)
        {
            Log.Unexpected(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(101, LogLevel.Error, "Unexpected fault while receiving attempts from the queue")]
        public static partial void Unexpected(ILogger logger, Exception exception);

        [LoggerMessage(102, LogLevel.Warning, "Message {Message} failed at try {Tries}; it comes again")]
        public static partial void Failed(ILogger logger, Exception exception, string message, long tries);
    }
}
