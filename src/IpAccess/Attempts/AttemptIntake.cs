namespace IpAccess.Attempts;

/// <summary>Records what a message says.</summary>
internal sealed class AttemptIntake(AttemptMessageReader reader, AttemptStore attempts, IngestMeter meter)
{
    /// <summary>Records the attempts of a message; or says why it can never be valid.</summary>
    public async Task<string?> TakeAsync(string text, CancellationToken cancellationToken)
    {
        var (message, fault) = await reader.ReadAsync(text, cancellationToken);
        if (message is not null)
        {
            await attempts.RecordAsync(message, cancellationToken);
            meter.Recorded(message);
        }

        return fault;
    }
}
