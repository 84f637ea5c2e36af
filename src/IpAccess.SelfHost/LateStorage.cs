using IpAccess.Storage;
using IpAccess.Storage.Clients;

namespace IpAccess.SelfHost;

/// <summary>
/// Creates the missing tables and queues behind a start that found storage away. Until then the service is not ready, and answers
/// what needs storage with 503.
/// </summary>
internal sealed partial class LateStorage(
    StorageSetup setup, StorageOutage outage, TimeProvider clock, ILogger<LateStorage> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isLate = !setup.IsDone;
        while (!setup.IsDone && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryAsync(stoppingToken);
        }

        if (isLate && setup.IsDone)
        {
            Log.IsThere(logger);
        }
    }

    private async Task TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            await setup.CreateMissingAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                outage.Tell("the creation of its tables and queues", exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(69, LogLevel.Information, "Storage answers: its tables and queues are there")]
        public static partial void IsThere(ILogger logger);
    }
}
