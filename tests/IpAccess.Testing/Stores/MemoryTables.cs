using System.Collections.Concurrent;
using IpAccess.Storage;

namespace IpAccess.Testing.Stores;

/// <summary>Tables in memory, gone with the process.</summary>
internal sealed class MemoryTables : ITables
{
    private readonly ConcurrentDictionary<string, MemoryTable> tables = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IRowTable Open(string name, StorageTimeout timeout) => tables.GetOrAdd(name, _ => new MemoryTable());

    /// <inheritdoc/>
    public Task CreateMissingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
