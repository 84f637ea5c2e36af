using IpAccess.AspNetCore.Service;
using IpAccess.AspNetCore.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpAccess.AspNetCore.Snapshots;

/// <summary>
/// Keeps the snapshot fresh: reads the file, asks the service before the app takes its first request, and goes on asking. The start
/// waits for the first answer, but not for a service that is away.
/// </summary>
internal sealed partial class SnapshotPoller(
    SnapshotHolder holder,
    SnapshotKeeper keeper,
    SnapshotQuestion question,
    Freshness freshness,
    Alarms alarms,
    EnforcementMeter meter,
    IOptions<IpAccessOptions> options,
    TimeProvider clock,
    ILogger<SnapshotPoller> logger) : BackgroundService
{
    private const double Jitter = 0.1;
    private const string Changed = "changed";
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool wasFailing;

    /// <summary>Asks at once, whenever the next question was due.</summary>
    public void Wake() => Volatile.Read(ref wake).TrySetResult();

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        meter.Observe(() => holder.Current is { } held ? (held.Age.Total, held.Snapshot.Version) : null);
        keeper.Load();
        freshness.Watch(this);
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(first.Task, Task.Delay(ServiceConnection.Patience, clock, cancellationToken));
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        keeper.Close();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            Volatile.Write(ref wake, new(TaskCreationOptions.RunContinuationsAsynchronously));
            try
            {
                await PollAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                if (!stoppingToken.IsCancellationRequested)
                {
                    Log.Unexpected(logger, exception);
                }
            }

            first.TrySetResult();
            await PauseAsync(stoppingToken);
        }
    }

    private async Task PauseAsync(CancellationToken stoppingToken)
    {
        // Apps that were started together must not ask together for ever.
        var pause = options.Value.PollInterval * (1 - Jitter + (2 * Jitter * Chance()));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(Task.Delay(pause, clock, over.Token), Volatile.Read(ref wake).Task);
        await over.CancelAsync();
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        freshness.LookAtClocks();
        var asked = holder.Now();
        var answer = await question.AskAsync(holder.Current?.Snapshot, cancellationToken);
        var outcome = Take(answer, asked);
        if (!cancellationToken.IsCancellationRequested)
        {
            meter.Polled(outcome);
        }

        keeper.Keep(outcome == Changed ? (answer as PollAnswer.Changed)?.Bytes : null);
        freshness.LookAtAge();
    }

    private string Take(PollAnswer answer, Moment asked)
    {
        switch (answer)
        {
            case PollAnswer.Changed changed:
                return Tell(holder.Take(changed.Snapshot, asked), Changed, changed.Snapshot.Version);
            case PollAnswer.Unchanged unchanged:
                return Tell(holder.Confirm(unchanged.AsOf, asked), "unchanged", holder.Current!.Snapshot.Version);
            case PollAnswer.Refused refused:
                holder.Refuse();
                return Fail(Trouble.KeyRefused, FormattableString.Invariant($"it answered with the status {refused.Status}; the list in hand decides until its limit"));
            case PollAnswer.Damaged damaged:
                return Fail(Trouble.SnapshotDamaged, damaged.What);
            case PollAnswer.None none:
                return Fail(Trouble.PollFailed, none.What);
            default:
                throw new InvalidOperationException($"There is no answer {answer}.");
        }
    }

    private string Tell(Taking taking, string outcome, long version)
    {
        switch (taking)
        {
            case Taking.Older:
                return Fail(Trouble.SnapshotOlder, FormattableString.Invariant($"version {version}"));
            case Taking.Foreign:
                return Fail(Trouble.SnapshotForeign, "the key in use is of another account than the list in hand");
            case Taking.Restored:
                alarms.Raise(Trouble.ListRestored, FormattableString.Invariant($"it is at version {version} now, which decides"));
                break;
            default:
                break;
        }

        if (wasFailing)
        {
            wasFailing = false;
            Log.Answers(logger, version);
        }

        if (outcome == Changed)
        {
            Log.TakenUp(logger, version);
        }

        return outcome;
    }

    private string Fail(Trouble trouble, string what)
    {
        wasFailing = true;
        alarms.Raise(trouble, what);
        return EnforcementMeter.NameOf(trouble);
    }

    private static double Chance() => System.Security.Cryptography.RandomNumberGenerator.GetInt32(1 << 16) / (double)(1 << 16);

    private static partial class Log
    {
        [LoggerMessage(320, LogLevel.Information, "Version {Version} of the list decides")]
        public static partial void TakenUp(ILogger logger, long version);

        [LoggerMessage(321, LogLevel.Information, "The IpAccess service answers again; version {Version} of the list decides")]
        public static partial void Answers(ILogger logger, long version);

        [LoggerMessage(322, LogLevel.Error, "Unexpected fault while asking the IpAccess service")]
        public static partial void Unexpected(ILogger logger, Exception exception);
    }
}
