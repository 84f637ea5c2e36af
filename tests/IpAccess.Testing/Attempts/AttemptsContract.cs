using IpAccess.Attempts;
using IpAccess.Storage;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Testing.Attempts;

/// <summary>What is tested of the attempts' rows is tested on every kind of tables: an account of its own, and a clock to move.</summary>
public abstract class AttemptsContract : IAsyncLifetime
{
    private protected abstract ITables Tables { get; }

    private protected string Account { get; } = $"a{Guid.NewGuid():n}";

    private protected FakeTimeProvider Time { get; } = new ImpatientTime(DateTimeOffset.FromUnixTimeSeconds(Sample.Now));

    private protected static CancellationToken Token => CancellationToken.None;

    private IRowTable Table => Tables.Open(TableNames.Attempts, StorageTimeout.ForOperations);

    public Task InitializeAsync() => Tables.CreateMissingAsync(Token);

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>A store like that of another process: its writers take no turns with those of others.</summary>
    private protected AttemptStore Store(ITables? tables = null) => new(tables ?? Tables, Time);

    private protected AttemptRetention Retention(ITables? tables = null) => new(tables ?? Tables, Time);

    private protected Task RecordAsync(params Attempt[] attempts) => RecordAsync($"m{Guid.NewGuid():n}", attempts);

    private protected Task RecordAsync(string id, params Attempt[] attempts) =>
        Store().RecordAsync(Sample.Message(Account, id, attempts), Token);

    /// <summary>
    /// The entries of an account, each of which must be in the partition of its address, and must have exactly one row by
    /// time, which says the same.
    /// </summary>
    private protected async Task<Dictionary<AttemptKey, Attempt>> EntriesAsync(string? account = null)
    {
        var entries = new Dictionary<AttemptKey, Attempt>();
        foreach (var partition in AttemptRows.Partitions(account ?? Account))
        {
            var rows = await Table.ReadAsync(partition, RowRange.WithPrefix("attempt-"), null, Token).ToListAsync();
            var found = rows.ConvertAll(AttemptRows.Read);
            var recent = await Table.ReadAsync(partition, RowRange.WithPrefix("recent-"), null, Token).ToListAsync();
            Assert.Equal(found.Select(AttemptRows.RecentOf).Order(StringComparer.Ordinal), recent.Select(row => row.RowKey));
            Assert.Equal(found.ToHashSet(), [.. recent.Select(AttemptRows.Read)]);
            Assert.All(found, entry => Assert.Equal(AttemptRows.PartitionOf(account ?? Account, entry.Key.Client), partition));
            found.ForEach(entry => entries.Add(entry.Key, entry));
        }

        return entries;
    }

    /// <summary>The only entry.</summary>
    private protected async Task<Attempt> EntryAsync() => Assert.Single(await EntriesAsync()).Value;

    /// <summary>The rows of the account that say which messages were recorded.</summary>
    private protected async Task<List<string>> MessageRowsAsync()
    {
        var readings = AttemptRows.Partitions(Account).Select(partition => Table.ReadAsync(partition, RowRange.WithPrefix("message-"), [], Token));
        return await MergedRows.Of(readings, Token).Select(row => row.RowKey).ToListAsync();
    }

    /// <summary>Records a message as the queue's consumers do: who fails gets it again.</summary>
    private protected static async Task InsistAsync(AttemptStore store, AttemptMessage message)
    {
        for (var isDone = false; !isDone;)
        {
            try
            {
                await store.RecordAsync(message, Token);
                isDone = true;
            }
            catch (TimeoutException)
            {
                isDone = false;
            }
        }
    }
}
