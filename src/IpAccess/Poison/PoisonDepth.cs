using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using IpAccess.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpAccess.Poison;

/// <summary>
/// About how many messages wait in the poison queue, read once a minute while someone measures it:
/// <see cref="MetricNames.PoisonDepth"/>.
/// </summary>
internal sealed partial class PoisonDepth : BackgroundService
{
    /// <summary>How long a reading stands.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly PoisonStore poison;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly ObservableGauge<long> gauge;
    private Measurement<long>[] latest = [];

    /// <summary>The gauge, which shows nothing yet.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "A factory disposes its meters.")]
    public PoisonDepth(PoisonStore poison, IMeterFactory meters, TimeProvider clock, ILogger<PoisonDepth> logger)
    {
        (this.poison, this.clock, this.logger) = (poison, clock, logger);
        gauge = meters.Create(TelemetryNames.Source).CreateObservableGauge(
            MetricNames.PoisonDepth, () => Volatile.Read(ref latest), "{message}", "Messages in the poison queue, about.");
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (gauge.Enabled)
            {
                await ReadAsync(stoppingToken);
            }

            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        try
        {
            Volatile.Write(ref latest, [new(await poison.CountAsync(stoppingToken))]);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.NotRead(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(25, LogLevel.Debug, "The length of the poison queue could not be read")]
        public static partial void NotRead(ILogger logger, Exception exception);
    }
}
