using IpAccess.Storage;
using Microsoft.Extensions.Logging;

namespace IpAccess.Enforcers.Recording;

/// <summary>Tells that more enforce a list, or say that they do, than are kept: in a line each <see cref="OutageLog.Period"/>.</summary>
internal sealed partial class EnforcerCrowd
{
    private readonly OutageLog log;

    /// <summary>Silent, until there is no room.</summary>
    public EnforcerCrowd(TimeProvider clock, ILogger<EnforcerCrowd> logger) => log = new(
        clock,
        account => Log.NoRoom(logger, account),
        (count, account) => Log.StillNoRoom(logger, count, OutageLog.Period.TotalSeconds, account),
        () => Log.Over(logger));

    /// <summary>Takes note that there was no room.</summary>
    public void Tell(string account, long times = 1) => log.Tell(account, times);

    private static partial class Log
    {
        [LoggerMessage(110, LogLevel.Warning, "Not all who enforce the list of account {Account} are noted: there are too many names")]
        public static partial void NoRoom(ILogger logger, string account);

        [LoggerMessage(111, LogLevel.Warning, "{Count} times more within {Seconds} s there was no room for who enforces a list, the last time of account {Account}")]
        public static partial void StillNoRoom(ILogger logger, long count, double seconds, string account);

        [LoggerMessage(112, LogLevel.Information, "There is room again for all who enforce lists")]
        public static partial void Over(ILogger logger);
    }
}
