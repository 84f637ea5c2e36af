using IpAccess.Storage;

namespace IpAccess.Attempts;

/// <summary>Records what a message says.</summary>
internal sealed class AttemptIntake(AttemptMessageReader reader, AttemptStore attempts, IngestMeter meter)
{
    /// <summary>Records the attempts of a message; or says why it can never be valid.</summary>
    public async Task<string?> TakeAsync(QueuedMessage queued, CancellationToken cancellationToken)
    {
        var (message, fault) = await reader.ReadAsync(queued.Text, queued.SentAt, cancellationToken);
        if (message is not null)
        {
            await attempts.RecordAsync(message, cancellationToken);
            meter.Recorded(message);
        }

        return fault;
    }
}
