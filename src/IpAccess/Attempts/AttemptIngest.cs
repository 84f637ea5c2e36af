using System.Diagnostics;
using Azure.Storage.Queues.Models;
using IpAccess.Storage;
using IpAccess.Telemetry;
using Microsoft.Extensions.Logging;

namespace IpAccess.Attempts;

/// <summary>
/// Takes messages of the queue <c>access-attempts</c> in, each exactly once however often it is delivered
/// (docs/attempts.md, "Counted once"). It never changes a list.
/// </summary>
public sealed partial class AttemptIngest
{
    /// <summary>How often a message is tried before it goes to the poison queue. On Functions, host.json has it once more.</summary>
    public const int MostTries = 5;

    private readonly AttemptIntake intake;
    private readonly PoisonStore poison;
    private readonly IngestMeter meter;
    private readonly ILogger logger;

    internal AttemptIngest(AttemptIntake intake, PoisonStore poison, IngestMeter meter, ILogger<AttemptIngest> logger) =>
        (this.intake, this.poison, this.meter, this.logger) = (intake, poison, meter, logger);

    /// <summary>
    /// How long a message is hidden that failed, and in the self-host one that was received. On Functions, host.json has it once
    /// more; what was received is hidden there until the trigger is done with it.
    /// </summary>
    public static TimeSpan HiddenFor { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Takes a message in. When this returns, the message can be deleted; when it throws, it has to come again.</summary>
    /// <param name="message">The message as the queue delivered it.</param>
    /// <param name="cancellationToken">Stops the work; the message has to come again then.</param>
    public Task IngestAttemptsAsync(QueueMessage message, CancellationToken cancellationToken) =>
        IngestAsync(QueuedMessage.Of(message), cancellationToken);

    /// <summary>As <see cref="IngestAttemptsAsync"/>, for a message of any queue.</summary>
    internal async Task IngestAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        using var span = IngestSpan.Start(message);
        var outcome = IngestOutcomes.Failed;
        try
        {
            var reason = await RecordOrPoisonAsync(message, cancellationToken);
            outcome = reason is null ? IngestOutcomes.Recorded : IngestOutcomes.Poison;
            span?.Tell(reason);
        }
        catch (Exception exception)
        {
            span?.Fail(exception);
            throw;
        }
        finally
        {
            span?.SetTag(AttributeNames.Outcome, outcome);
            meter.Count(outcome);
        }
    }

    /// <summary>Takes a message in, or puts it into the poison queue and says why.</summary>
    private async Task<string?> RecordOrPoisonAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        var reason = message.Tries > MostTries
            ? $"gave_up: tried {MostTries} times, and never came to an end."
            : await TryAsync(message, cancellationToken);
        if (reason is not null)
        {
            await poison.AddAsync(message, reason, cancellationToken);
            Log.Poisoned(logger, message.Id, PoisonRow.CodeOf(reason));
        }

        return reason;
    }

    /// <summary>Takes a message in, or says why it goes to the poison queue.</summary>
    private async Task<string?> TryAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await intake.TakeAsync(message, cancellationToken);
        }
        catch (Exception exception) when (message.Tries == MostTries && !cancellationToken.IsCancellationRequested)
        {
            Activity.Current?.AddException(exception);
            Log.GaveUp(logger, StorageExceptions.IsUnavailable(exception, cancellationToken) ? null : exception, message.Id);
            return $"gave_up: tried {MostTries} times. {StorageExceptions.Describe(exception)}";
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5, LogLevel.Warning, "Message {Message} goes to the poison queue: {Reason}")]
        public static partial void Poisoned(ILogger logger, string message, string reason);

        [LoggerMessage(6, LogLevel.Error, "Message {Message} could not be processed")]
        public static partial void GaveUp(ILogger logger, Exception? exception, string message);
    }
}
