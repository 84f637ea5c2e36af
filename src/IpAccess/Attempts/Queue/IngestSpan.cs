using System.Diagnostics;
using IpAccess.Poison;
using IpAccess.Storage;
using IpAccess.Telemetry;

namespace IpAccess.Attempts.Queue;

/// <summary>The span of one message that is taken in, as the OpenTelemetry conventions for messaging have it.</summary>
internal static class IngestSpan
{
    /// <summary>The span's name.</summary>
    public const string Name = $"{QueueNames.AccessAttempts} {Process}";

    private const string Process = "process";

    // The conventions have no name for Azure Queue storage.
    private const string System = "azure_storage_queue";

    /// <summary>Begins the span of a message; null where nobody listens.</summary>
    public static Activity? Start(QueuedMessage message) => Spans.Source.StartActivity(Name, ActivityKind.Consumer)?
        .SetTag(AttributeNames.MessagingSystem, System)
        .SetTag(AttributeNames.MessagingDestination, QueueNames.AccessAttempts)
        .SetTag(AttributeNames.MessagingOperation, Process)
        .SetTag(AttributeNames.MessagingOperationType, Process)
        .SetTag(AttributeNames.MessagingMessageId, message.Id);

    /// <summary>Tells that the message was taken in; or the kind of reason for which it was not, which comes first in its text.</summary>
    public static void Tell(this Activity span, string? reason)
    {
        if (reason is not null)
        {
            span.Fail(PoisonRow.CodeOf(reason));
        }
    }
}
