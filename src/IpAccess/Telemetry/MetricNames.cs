namespace IpAccess.Telemetry;

/// <summary>The metrics of the service, named as the OpenTelemetry semantic conventions ask for. Units are UCUM.</summary>
public static class MetricNames
{
    /// <summary>Counter, <c>{decision}</c>: the decisions of checks, by <see cref="AttributeNames.Reason"/> and <see cref="AttributeNames.Allowed"/>.</summary>
    public const string Decisions = "ipaccess.decisions";

    /// <summary>Histogram, <c>s</c>: how long the decisions on one check request took, answered or not.</summary>
    public const string DecisionDuration = "ipaccess.decision.duration";

    /// <summary>Histogram, <c>s</c>: how long before the decisions on one check request their list had been read.</summary>
    public const string CacheAge = "ipaccess.cache.age";

    /// <summary>Counter, <c>{read}</c>: readings of lists that found no room in the memory for decisions.</summary>
    public const string CacheOversized = "ipaccess.cache.oversized";

    /// <summary>Counter, <c>{attempt}</c>: attempts of checks that were handed to the queue.</summary>
    public const string AttemptsRecorded = "ipaccess.attempts.recorded";

    /// <summary>Counter, <c>{attempt}</c>: attempts of checks that were given up.</summary>
    public const string AttemptsDropped = "ipaccess.attempts.dropped";

    /// <summary>Counter, <c>{message}</c>: messages taken from the queue, by <see cref="AttributeNames.Outcome"/>.</summary>
    public const string IngestMessages = "ipaccess.ingest.messages";

    /// <summary>Histogram, <c>s</c>: from the latest attempt of a message until it was recorded.</summary>
    public const string IngestLag = "ipaccess.ingest.lag";

    /// <summary>Gauge, <c>{message}</c>: about how many messages wait in the poison queue; reported once that was read.</summary>
    public const string PoisonDepth = "ipaccess.poison.depth";

    /// <summary>Counter, <c>{sighting}</c>: sightings of who enforces a list that were given up.</summary>
    public const string EnforcersDropped = "ipaccess.enforcers.dropped";
}
