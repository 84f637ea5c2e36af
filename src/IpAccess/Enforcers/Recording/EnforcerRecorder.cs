using System.Threading.Channels;
using IpAccess.Enforcers.Sightings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpAccess.Enforcers.Recording;

/// <summary>Notes who enforces a list, behind the answers: it writes at once what is due, but no more often than twice a second.</summary>
internal sealed partial class EnforcerRecorder(
    TrackedEnforcers tracked,
    EnforcerWriter writer,
    EnforcerMeter meter,
    EnforcerCrowd crowd,
    TimeProvider clock,
    ILogger<EnforcerRecorder> logger)
    : BackgroundService, IEnforcerLog
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);
    private readonly Channel<bool> due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc/>
    public void Seen(EnforcerSighting sighting)
    {
        if (!tracked.TrySee(sighting, out var isDue))
        {
            meter.Drop(1);
            crowd.Tell(sighting.Account);
        }
        else if (isDue)
        {
            due.Writer.TryWrite(true);
        }
    }

    /// <summary>Stops, but writes first what is due, once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await (ExecuteTask ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (await writer.WriteAsync(cancellationToken) is var left and > 0)
        {
            meter.Drop(left);
            Log.GivenUp(logger, left);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await due.Reader.ReadAsync(stoppingToken);
            var left = await writer.WriteAsync(stoppingToken);
            if (left > 0)
            {
                due.Writer.TryWrite(true);
            }

            await Task.Delay(left > 0 ? PauseAfterFault : Pause, clock, stoppingToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(113, LogLevel.Error, "{Count} who enforce lists are not noted: storage did not take them before the service stopped")]
        public static partial void GivenUp(ILogger logger, long count);
    }
}
