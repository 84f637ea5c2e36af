using IpAccess.Attempts;
using IpAccess.Storage;

namespace IpAccess.SelfHost;

/// <summary>
/// Takes in the messages of <c>access-attempts</c>, with the semantics that the queue trigger has on Functions: what fails
/// comes again after 30 seconds, five times.
/// </summary>
internal sealed partial class QueuePump(
    IQueues queues, AttemptIngest ingest, TimeProvider clock, ILogger<QueuePump> logger) : BackgroundService
{
    private const int ReceivedAtOnce = 32;
    // Not more: where storage is one small process, what checks hand over to the queue must not wait behind all that.
    private const int TakenInAtOnce = 2;
    private static readonly TimeSpan PauseWhenEmpty = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseWhenAway = TimeSpan.FromSeconds(5);
    private readonly IMessageQueue queue = queues.Open(QueueNames.AccessAttempts);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await PumpAsync(stoppingToken);
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes in what is at the front of the queue.</summary>
    /// <returns>How long to wait before the next time.</returns>
    private async Task<TimeSpan> PumpAsync(CancellationToken stoppingToken)
    {
        try
        {
            var received = await queue.ReceiveAsync(ReceivedAtOnce, AttemptIngest.HiddenFor, stoppingToken);

            // What was received is finished also when the host stops, so that it need not wait for its next turn.
            var options = new ParallelOptions { MaxDegreeOfParallelism = TakenInAtOnce };
            await Parallel.ForEachAsync(received, options, TakeInAsync);
            return received.Count == 0 ? PauseWhenEmpty : TimeSpan.Zero;
        }
        catch (Exception fault) when (StorageFaults.IsUnavailable(fault, stoppingToken))
        {
            Log.QueueAway(logger, fault);
            return PauseWhenAway;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
    }

    private async ValueTask TakeInAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await ingest.IngestAsync(message, cancellationToken);
            await queue.DeleteAsync(message, cancellationToken);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Log.Failed(logger, fault, message.Id, message.Tries);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(101, LogLevel.Error, "The queue of access attempts does not answer")]
        public static partial void QueueAway(ILogger logger, Exception fault);

        [LoggerMessage(102, LogLevel.Warning, "Message {Message} failed at try {Tries}; it comes again")]
        public static partial void Failed(ILogger logger, Exception fault, string message, long tries);
    }
}
