using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using IpAccess.Storage;

namespace IpAccess.Tests.Hosting;

/// <summary>Tables that can be away for a while.</summary>
public sealed class SwitchableTables : ITables
{
    private readonly ITables tables;

    internal SwitchableTables(ITables tables) => this.tables = tables;

    public bool IsAway { get; set; }

    /// <summary>What they throw while they are away.</summary>
    public Exception Fault { get; set; } = new RequestFailedException(503, "The tables are away.");

    /// <summary>Whether every write to a list comes after another one.</summary>
    public bool IsContended { get; set; }

    /// <summary>How often a table was read or written.</summary>
    public int Operations { get; private set; }

    /// <summary>How often a table was written.</summary>
    public int Writes { get; private set; }

    IRowTable ITables.Open(string name, StorageTimeout timeout) => new Table(this, tables.Open(name, timeout), name);

    Task ITables.CreateMissingAsync(CancellationToken cancellationToken) => tables.CreateMissingAsync(cancellationToken);

    private void Touch()
    {
        Operations++;
        if (IsAway)
        {
            throw Fault;
        }
    }

    private sealed class Table(SwitchableTables owner, IRowTable table, string name) : IRowTable
    {
        public async Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken)
        {
            owner.Touch();
            return await table.FindAsync(partition, row, cancellationToken);
        }

        public async IAsyncEnumerable<TableEntity> ReadAsync(
            string partition,
            RowRange range,
            IReadOnlyCollection<string>? columns,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            owner.Touch();
            await foreach (var row in table.ReadAsync(partition, range, columns, cancellationToken))
            {
                yield return row;
            }
        }

        public async Task<bool> TryApplyAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
        {
            owner.Touch();
            owner.Writes++;
            return !(owner.IsContended && name == TableNames.Allowlists) && await table.TryApplyAsync(partition, changes, cancellationToken);
        }
    }
}
