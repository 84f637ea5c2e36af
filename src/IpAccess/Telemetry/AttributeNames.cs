namespace IpAccess.Telemetry;

/// <summary>
/// The attributes of metrics and spans. None ever holds an address, a key, a body or a user agent; those of metrics have few
/// values.
/// </summary>
public static class AttributeNames
{
    /// <summary>Why an address may come in or not, as the API writes it: <c>rule</c>, <c>not_listed</c> and so on.</summary>
    public const string Reason = "ipaccess.reason";

    /// <summary>Whether it may.</summary>
    public const string Allowed = "ipaccess.allowed";

    /// <summary>What became of a message: <c>recorded</c>, <c>poison</c>, or <c>failed</c>, to be tried again.</summary>
    public const string Outcome = "ipaccess.outcome";

    /// <summary>How many questions were asked at once; instead of reason and allowed where they were several.</summary>
    public const string Count = "ipaccess.count";

    /// <summary>The version of the list that decisions follow from.</summary>
    public const string Version = "ipaccess.version";

    /// <summary>Whether that may be older than promised, because storage is away.</summary>
    public const string Stale = "ipaccess.stale";

    /// <summary>What kind of error there was (https://opentelemetry.io/docs/specs/semconv/attributes-registry/error/).</summary>
    public const string ErrorType = "error.type";

    /// <summary>The messaging system (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/, as all that follow).</summary>
    public const string MessagingSystem = "messaging.system";

    /// <summary>The queue.</summary>
    public const string MessagingDestination = "messaging.destination.name";

    /// <summary>What is done with the message, in the words of the library.</summary>
    public const string MessagingOperation = "messaging.operation.name";

    /// <summary>The same, in those of the convention.</summary>
    public const string MessagingOperationType = "messaging.operation.type";

    /// <summary>The queue's id of the message.</summary>
    public const string MessagingMessageId = "messaging.message.id";
}
