using IpAccess.Checks;
using IpAccess.Decisions;
using IpAccess.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpAccess.Attempts.Recording;

/// <summary>
/// Records the attempts of checks: takes those of the same key together in memory and hands them to the queue twice a second,
/// so that a process that is killed loses a second of them at most, and one that stops loses none.
/// </summary>
internal sealed partial class AttemptRecorder(
    PendingAttempts pending, AttemptSender sender, TimeProvider clock, ILogger<AttemptRecorder> logger)
    : BackgroundService, IAttemptLog
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);
    private long? toldAt;

    /// <inheritdoc/>
    public void Record(string account, Question question, in Decision decision, long at) =>
        pending.Add(account, question, decision, at);

    /// <summary>Stops, but hands over first what is in memory, for as long as the host has patience.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await (ExecuteTask ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await FlushAllAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        GiveUp();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Interval;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var began = clock.GetTimestamp();
            try
            {
                await FlushAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                if (!stoppingToken.IsCancellationRequested)
                {
                    Log.Unexpected(logger, exception);
                }
            }

            // From start to start, so that the time that handing over takes does not come on top.
            pause = sender.IsFailing ? PauseAfterFault : Rest(clock.GetElapsedTime(began));
        }
    }

    private static TimeSpan Rest(TimeSpan elapsed) => elapsed < Interval ? Interval - elapsed : TimeSpan.Zero;

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (toldAt is not { } told || clock.GetElapsedTime(told) >= OutageLog.Period)
        {
            TellDropped();
        }

        await sender.SendAsync(cancellationToken);
    }

    private void TellDropped()
    {
        if (pending.TakeDropped() is var dropped && dropped > 0)
        {
            toldAt = clock.GetTimestamp();
            Log.NoRoom(logger, dropped);
        }
    }

    private async Task FlushAllAsync(CancellationToken cancellationToken)
    {
        while (!pending.IsEmpty)
        {
            await FlushAsync(cancellationToken);
            await Task.Delay(sender.IsFailing ? PauseAfterFault : TimeSpan.Zero, clock, cancellationToken);
        }
    }

    private void GiveUp()
    {
        pending.Close();
        TellDropped();
        var left = sender.Clear() + pending.Take().Sum(entry => entry.Attempt.Count);
        if (left > 0)
        {
            pending.Drop(left);
            Log.GivenUp(logger, left);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(22, LogLevel.Error, "{Count} attempts found no room: more than IpAccess:Limits:PendingAttempts wait for the queue")]
        public static partial void NoRoom(ILogger logger, long count);

        [LoggerMessage(23, LogLevel.Error, "{Count} attempts are lost: the queue did not take them before the service stopped")]
        public static partial void GivenUp(ILogger logger, long count);

        [LoggerMessage(24, LogLevel.Error, "Unexpected fault while recording attempts")]
        public static partial void Unexpected(ILogger logger, Exception exception);
    }
}
