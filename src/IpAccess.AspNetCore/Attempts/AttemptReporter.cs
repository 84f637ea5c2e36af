using System.Net;
using IpAccess.AspNetCore.Service;
using IpAccess.AspNetCore.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpAccess.AspNetCore.Attempts;

/// <summary>
/// Reports attempts behind the answers, a second's together. A batch that the service did not take is sent again as it is, so that
/// it counts once where only the answer was lost; what the service refuses is given up, and counted.
/// </summary>
internal sealed partial class AttemptReporter(
    PendingAttempts pending, ServiceConnection service, Alarms alarms, EnforcementMeter meter, TimeProvider clock, ILogger<AttemptReporter> logger)
    : BackgroundService
{
    private const string Route = "v1/attempts";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(3);
    private readonly Queue<AttemptBatch> batches = [];

    /// <summary>Stops, but hands over first what is in memory, as long as the service takes it.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _ = await FlushAsync(cancellationToken);
        Pack();
        Drop(batches.Sum(batch => batch.Attempts), "the service did not take them before the app stopped");
        batches.Clear();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Interval;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                pause = await FlushAsync(stoppingToken) ? Interval : PauseAfterFault;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                pause = PauseAfterFault;
                if (!stoppingToken.IsCancellationRequested)
                {
                    Log.Unexpected(logger, exception);
                }
            }
        }
    }

    // Whether all went.
    private async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        if (pending.TakeDropped() is var dropped and > 0)
        {
            alarms.Raise(Trouble.AttemptsDropped, FormattableString.Invariant($"{dropped} found no room, more than IpAccess:PendingAttempts wait for the service"));
        }

        // What waits was tried already: only behind it is room for more, or memory would have no bound.
        if (batches.Count == 0)
        {
            Pack();
        }

        while (batches.TryPeek(out var batch))
        {
            if (!await TrySendAsync(batch, cancellationToken))
            {
                return false;
            }

            _ = batches.Dequeue();
        }

        return true;
    }

    private void Pack()
    {
        foreach (var some in pending.Take().Chunk(AttemptBatch.Most))
        {
            batches.Enqueue(AttemptBatch.Of(some));
        }
    }

    private async Task<bool> TrySendAsync(AttemptBatch batch, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(ServiceConnection.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Route, UriKind.Relative)) { Content = batch.ToContent() };
            using var response = await service.SendAsync(request, either.Token);
            return IsDone(response.StatusCode, batch);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private bool IsDone(HttpStatusCode status, AttemptBatch batch)
    {
        if (status == HttpStatusCode.Accepted)
        {
            meter.Reported(batch.Attempts);
            return true;
        }

        // What is refused once is refused always; what fails may go well the next time.
        var isRefused = (int)status is >= 400 and < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);
        if (isRefused)
        {
            Drop(batch.Attempts, FormattableString.Invariant($"the service refused them with the status {(int)status}"));
        }

        return isRefused;
    }

    private void Drop(long attempts, string why)
    {
        if (attempts > 0)
        {
            meter.Dropped(attempts);
            alarms.Raise(Trouble.AttemptsDropped, FormattableString.Invariant($"{attempts} of them: {why}"));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(323, LogLevel.Error, "Unexpected fault while reporting attempts")]
        public static partial void Unexpected(ILogger logger, Exception exception);
    }
}
