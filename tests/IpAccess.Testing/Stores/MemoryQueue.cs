using IpAccess.Storage;

namespace IpAccess.Testing.Stores;

/// <summary>A queue in memory, with the promises of the real one.</summary>
internal sealed class MemoryQueue(TimeProvider clock) : IMessageQueue
{
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];

    /// <inheritdoc/>
    public Task SendAsync(string text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            entries.Add(new(NewId(), text) { VisibleAt = clock.GetUtcNow() });
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueuedMessage>> ReceiveAsync(int most, TimeSpan hiddenFor, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var now = clock.GetUtcNow();
            return Task.FromResult<IReadOnlyList<QueuedMessage>>(
                [.. entries.Where(entry => entry.VisibleAt <= now).Take(most).Select(entry => entry.Receive(now + hiddenFor))]);
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            entries.RemoveAll(entry => entry.Receipt == message.Receipt);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int> CountAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(entries.Count);
        }
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private sealed class Entry(string id, string text)
    {
        private int tries;

        public required DateTimeOffset VisibleAt { get; set; }

        public string? Receipt { get; private set; }

        public QueuedMessage Receive(DateTimeOffset hiddenUntil)
        {
            VisibleAt = hiddenUntil;
            Receipt = NewId();
            return new(id, Receipt, text, ++tries);
        }
    }
}
