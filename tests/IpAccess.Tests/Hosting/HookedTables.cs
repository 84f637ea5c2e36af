using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using IpAccess.Storage;

namespace IpAccess.Tests.Hosting;

/// <summary>Tables that call a test before each read and around each write: it can wait there, or throw.</summary>
internal sealed class HookedTables(ITables tables) : ITables
{
    /// <summary>Runs before each read, with the table and the partition.</summary>
    public Func<string, string, Task> BeforeRead { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs after the last row of each range was read, with the table and the partition.</summary>
    public Func<string, string, Task> AfterRange { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs before each write, with the table and the partition.</summary>
    public Func<string, string, Task> BeforeWrite { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs after each write, with the table and the partition.</summary>
    public Func<string, string, Task> AfterWrite { get; set; } = (_, _) => Task.CompletedTask;

    public IRowTable Open(string name, StorageTimeout timeout) => new Table(this, name, tables.Open(name, timeout));

    public Task CreateMissingAsync(CancellationToken cancellationToken) => tables.CreateMissingAsync(cancellationToken);

    private sealed class Table(HookedTables owner, string name, IRowTable table) : IRowTable
    {
        public async Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken)
        {
            await owner.BeforeRead(name, partition);
            return await table.FindAsync(partition, row, cancellationToken);
        }

        public async IAsyncEnumerable<TableEntity> ReadAsync(
            string partition,
            RowRange range,
            IReadOnlyCollection<string>? columns,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await owner.BeforeRead(name, partition);
            await foreach (var row in table.ReadAsync(partition, range, columns, cancellationToken))
            {
                yield return row;
            }

            await owner.AfterRange(name, partition);
        }

        public async Task<bool> TryApplyAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
        {
            await owner.BeforeWrite(name, partition);
            var applied = await table.TryApplyAsync(partition, changes, cancellationToken);
            await owner.AfterWrite(name, partition);
            return applied;
        }
    }
}
