using Microsoft.Extensions.Logging;

namespace IpAccess.AspNetCore.Telemetry;

/// <summary>
/// Tells what goes wrong: each time by the metric, in the log at once and then at most every ten seconds for each kind, and, for
/// the health check, the latest.
/// </summary>
internal sealed partial class Alarms(EnforcementMeter meter, TimeProvider clock, ILogger<Alarms> logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private readonly Lock gate = new();
    private readonly Dictionary<Trouble, Told> told = [];

    /// <summary>What was told within a time, newest first.</summary>
    public IReadOnlyList<(Trouble Trouble, string What)> Within(TimeSpan time)
    {
        lock (gate)
        {
            return [.. told
                .Where(pair => clock.GetElapsedTime(pair.Value.LastAt) <= time)
                .OrderByDescending(pair => pair.Value.LastAt)
                .Select(pair => (pair.Key, pair.Value.What))];
        }
    }

    /// <summary>Tells of a trouble.</summary>
    /// <param name="what">What happened, and what that means: the end of a sentence.</param>
    public void Raise(Trouble trouble, string what)
    {
        meter.Count(trouble);
        var now = clock.GetTimestamp();
        long times;
        lock (gate)
        {
            var before = told.GetValueOrDefault(trouble);
            var isDue = before is null || clock.GetElapsedTime(before.LoggedAt, now) >= Period;
            times = (before?.Unsaid ?? 0) + 1;
            told[trouble] = new(what, now, isDue ? now : before!.LoggedAt, isDue ? 0 : times);
            if (!isDue)
            {
                return;
            }
        }

        Write(trouble, what, times);
    }

    private void Write(Trouble trouble, string what, long times)
    {
        switch (trouble)
        {
            case Trouble.PollFailed: Log.PollFailed(logger, what, times); break;
            case Trouble.KeyRefused: Log.KeyRefused(logger, what, times); break;
            case Trouble.SnapshotDamaged: Log.SnapshotDamaged(logger, what, times); break;
            case Trouble.SnapshotOlder: Log.SnapshotOlder(logger, what, times); break;
            case Trouble.SnapshotForeign: Log.SnapshotForeign(logger, what, times); break;
            case Trouble.ListRestored: Log.ListRestored(logger, what, times); break;
            case Trouble.ClockJumped: Log.ClockJumped(logger, what, times); break;
            case Trouble.FileRefused: Log.FileRefused(logger, what, times); break;
            case Trouble.FileNotWritten: Log.FileNotWritten(logger, what, times); break;
            case Trouble.Expired: Log.Expired(logger, what, times); break;
            case Trouble.LetIn: Log.LetIn(logger, what, times); break;
            case Trouble.AttemptsDropped: Log.AttemptsDropped(logger, what, times); break;
            default: Log.AskFailed(logger, what, times); break;
        }
    }

    // When a kind was last told, what it was, when it was last logged, and how often it came since.
    private sealed record Told(string What, long LastAt, long LoggedAt, long Unsaid);

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Error, "The IpAccess service gave no list: {What} (times: {Times})")]
        public static partial void PollFailed(ILogger logger, string what, long times);

        [LoggerMessage(301, LogLevel.Error, "The IpAccess service refused the key: {What} (times: {Times})")]
        public static partial void KeyRefused(ILogger logger, string what, long times);

        [LoggerMessage(302, LogLevel.Error, "A snapshot is damaged and was not taken up: {What} (times: {Times})")]
        public static partial void SnapshotDamaged(ILogger logger, string what, long times);

        [LoggerMessage(303, LogLevel.Error, "A snapshot is older than the one in hand and was not taken up: {What} (times: {Times})")]
        public static partial void SnapshotOlder(ILogger logger, string what, long times);

        [LoggerMessage(304, LogLevel.Error, "A snapshot is of another account and was not taken up: {What} (times: {Times})")]
        public static partial void SnapshotForeign(ILogger logger, string what, long times);

        [LoggerMessage(305, LogLevel.Warning, "The list went back to an earlier version, as if its storage was put back to a backup: {What} (times: {Times})")]
        public static partial void ListRestored(ILogger logger, string what, long times);

        [LoggerMessage(306, LogLevel.Error, "The clock jumped, or the machine was suspended: {What} (times: {Times})")]
        public static partial void ClockJumped(ILogger logger, string what, long times);

        [LoggerMessage(307, LogLevel.Error, "The file of the list was refused: {What} (times: {Times})")]
        public static partial void FileRefused(ILogger logger, string what, long times);

        [LoggerMessage(308, LogLevel.Error, "The file of the list could not be written: {What} (times: {Times})")]
        public static partial void FileNotWritten(ILogger logger, string what, long times);

        [LoggerMessage(309, LogLevel.Error, "Nobody can be checked: {What} (times: {Times})")]
        public static partial void Expired(ILogger logger, string what, long times);

        [LoggerMessage(310, LogLevel.Error, "Requests are let in unchecked: {What} (times: {Times})")]
        public static partial void LetIn(ILogger logger, string what, long times);

        [LoggerMessage(311, LogLevel.Error, "Attempts are lost: {What} (times: {Times})")]
        public static partial void AttemptsDropped(ILogger logger, string what, long times);

        [LoggerMessage(312, LogLevel.Error, "The IpAccess service did not say whether an unknown client may come in, so it may not: {What} (times: {Times})")]
        public static partial void AskFailed(ILogger logger, string what, long times);
    }
}
