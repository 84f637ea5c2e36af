using System.Collections.Concurrent;
using IpAccess.Storage;

namespace IpAccess.Testing.Stores;

/// <summary>Queues in memory, gone with the process.</summary>
internal sealed class MemoryQueues(TimeProvider clock) : IQueues
{
    private readonly ConcurrentDictionary<string, MemoryQueue> queues = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IMessageQueue Open(string name) => queues.GetOrAdd(name, _ => new MemoryQueue(clock));

    /// <inheritdoc/>
    public Task CreateMissingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
