using Microsoft.Extensions.Logging;

namespace IpAccess.Storage;

/// <summary>
/// The one voice for faults of storage, whoever met them: an outage fails every request and all that runs behind, and is told in a
/// line each <see cref="OutageLog.Period"/>, without stack traces.
/// </summary>
internal sealed partial class StorageOutage
{
    private readonly OutageLog log;

    /// <summary>Silent, until something fails.</summary>
    public StorageOutage(TimeProvider clock, ILogger<StorageOutage> logger) => log = new(
        clock,
        what => Log.Failed(logger, what),
        (count, what) => Log.StillFails(logger, count, OutageLog.Period.TotalSeconds, what),
        () => Log.Over(logger, OutageLog.Period.TotalSeconds));

    /// <summary>Takes note of a fault.</summary>
    /// <param name="who">What it kept from being done.</param>
    /// <param name="exception">What storage threw.</param>
    public void Tell(string who, Exception exception) => log.Tell($"{who}: {StorageExceptions.Describe(exception)}");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Storage did not answer {What}")]
        public static partial void Failed(ILogger logger, string what);

        [LoggerMessage(65, LogLevel.Error, "Storage did not answer {Count} times more within {Seconds} s, the last {What}")]
        public static partial void StillFails(ILogger logger, long count, double seconds, string what);

        [LoggerMessage(66, LogLevel.Information, "Storage has not failed for {Seconds} s")]
        public static partial void Over(ILogger logger, double seconds);
    }
}
