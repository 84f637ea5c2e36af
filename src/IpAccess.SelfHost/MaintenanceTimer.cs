using IpAccess.Maintenance;

namespace IpAccess.SelfHost;

/// <summary>Runs maintenance some minutes after the start, so that short runs of the host never do, and then once a day.</summary>
internal sealed partial class MaintenanceTimer(
    MaintenanceOperations maintenance, TimeProvider time, ILogger<MaintenanceTimer> logger) : BackgroundService
{
    /// <summary>How long after the start it runs first.</summary>
    public static TimeSpan AfterStart { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The pause after a run.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = AfterStart; ; pause = Pause)
        {
            await Task.Delay(pause, time, stoppingToken);
            await RunAsync(stoppingToken);
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await maintenance.RunMaintenanceAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                Log.MaintenanceFailed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(103, LogLevel.Error, "Maintenance failed; it runs again in a day")]
        public static partial void MaintenanceFailed(ILogger logger, Exception exception);
    }
}
