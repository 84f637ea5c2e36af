namespace IpAccess.AspNetCore.Telemetry;

/// <summary>What went wrong. Each is told in the log, by a metric and by the health check.</summary>
internal enum Trouble
{
    /// <summary>The service gave no answer, or none that can be used.</summary>
    PollFailed,

    /// <summary>The service refused the key: 401, 403 or 404.</summary>
    KeyRefused,

    /// <summary>A snapshot was cut off, damaged, or of an unknown format.</summary>
    SnapshotDamaged,

    /// <summary>A snapshot was older than the one in hand.</summary>
    SnapshotOlder,

    /// <summary>A snapshot was of another account.</summary>
    SnapshotForeign,

    /// <summary>The list went back to an earlier version: its storage was put back to a backup.</summary>
    ListRestored,

    /// <summary>The wall clock jumped, or the machine was suspended.</summary>
    ClockJumped,

    /// <summary>The file was cut off, damaged, of another key or account, or from the future.</summary>
    FileRefused,

    /// <summary>The file could not be written.</summary>
    FileNotWritten,

    /// <summary>The list is older than the account allows, or there is none.</summary>
    Expired,

    /// <summary>Requests were let in unchecked.</summary>
    LetIn,

    /// <summary>Attempts were given up: too many waited, the service did not take them, or it was away when the app stopped.</summary>
    AttemptsDropped,

    /// <summary>The service did not answer whether an unknown address may come in.</summary>
    AskFailed,
}
