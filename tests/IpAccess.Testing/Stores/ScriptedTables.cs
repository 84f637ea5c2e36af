using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using IpAccess.Storage;

namespace IpAccess.Testing.Stores;

/// <summary>What happens instead of a write.</summary>
/// <param name="changes">The changes.</param>
/// <param name="apply">Applies them after all.</param>
internal delegate Task<bool> Interception(IReadOnlyList<RowChange> changes, Func<Task<bool>> apply);

/// <summary>
/// Tables that keep to a script: each operation can be counted, kept waiting, failed, or lose its answer, and a test can do
/// something before and after it. Without a script they do what the tables below do.
/// </summary>
internal sealed class ScriptedTables : ITables
{
    // How many rows come before the cut of a range that is read in two parts.
    private const int FirstPart = 10;

    private readonly ITables tables;
    private readonly Interception write;
    private int operations;
    private int finds;
    private int ranges;
    private int rows;
    private int writes;

    public ScriptedTables(ITables tables, Interception? write = null) =>
        (this.tables, this.write) = (tables, write ?? ((_, apply) => apply()));

    /// <summary>Whether they are away: then each operation throws <see cref="Fault"/>, before anything else happens.</summary>
    public bool IsAway { get; set; }

    /// <summary>What they throw while they are away.</summary>
    public Exception Fault { get; set; } = new RequestFailedException(503, "The tables are away.");

    /// <summary>Whether every write to a list comes after another one.</summary>
    public bool IsContended { get; set; }

    /// <summary>Runs before each read, with the table and the partition: it can wait there, or throw.</summary>
    public Func<string, string, Task> BeforeRead { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs after each row that is read alone, with the table and the partition: what was read waits there for its reader.</summary>
    public Func<string, string, Task> AfterFind { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs after the last row of each range was read, with the table and the partition.</summary>
    public Func<string, string, Task> AfterRange { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Of a range that is read in two parts, as storage does with many rows: what happens in between. Null for one that is not.</summary>
    public Func<RowRange, Func<Task>?> BetweenParts { get; set; } = _ => null;

    /// <summary>Runs before each write, with the table and the partition.</summary>
    public Func<string, string, Task> BeforeWrite { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs after each write, with the table and the partition.</summary>
    public Func<string, string, Task> AfterWrite { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>How often a table was read or written, in vain too.</summary>
    public int Operations => Volatile.Read(ref operations);

    /// <summary>The rows read one by one so far.</summary>
    public int Finds => Volatile.Read(ref finds);

    /// <summary>The ranges read so far.</summary>
    public int Ranges => Volatile.Read(ref ranges);

    /// <summary>The rows of ranges read so far.</summary>
    public int Rows => Volatile.Read(ref rows);

    /// <summary>How often a table was written.</summary>
    public int Writes => Volatile.Read(ref writes);

    /// <summary>Whether this is the transaction that commits a version of a list, and not one that writes pages.</summary>
    public static bool IsCommit(IReadOnlyList<RowChange> changes) => changes.Any(change => change.Row.RowKey == "head");

    /// <inheritdoc/>
    public IRowTable Open(string name, StorageTimeout timeout) => new Table(this, name, tables.Open(name, timeout));

    /// <inheritdoc/>
    public Task CreateMissingAsync(CancellationToken cancellationToken) => tables.CreateMissingAsync(cancellationToken);

    private void Begin(ref int count)
    {
        Interlocked.Increment(ref operations);
        if (IsAway)
        {
            throw Fault;
        }

        Interlocked.Increment(ref count);
    }

    private sealed class Table(ScriptedTables owner, string name, IRowTable table) : IRowTable
    {
        public async Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken)
        {
            owner.Begin(ref owner.finds);
            await owner.BeforeRead(name, partition);
            var found = await table.FindAsync(partition, row, cancellationToken);
            await owner.AfterFind(name, partition);
            return found;
        }

        public async IAsyncEnumerable<TableEntity> ReadAsync(
            string partition,
            RowRange range,
            IReadOnlyCollection<string>? columns,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            owner.Begin(ref owner.ranges);
            await owner.BeforeRead(name, partition);
            var rest = range;
            if (owner.BetweenParts(range) is { } between)
            {
                var first = await table.ReadAsync(partition, range, columns, cancellationToken).Take(FirstPart).ToListAsync(cancellationToken);
                await between();
                foreach (var row in first)
                {
                    Interlocked.Increment(ref owner.rows);
                    yield return row;
                }

                rest = new RowRange(RowRange.After(first[^1].RowKey, string.Empty).From, range.To);
            }

            await foreach (var row in table.ReadAsync(partition, rest, columns, cancellationToken))
            {
                Interlocked.Increment(ref owner.rows);
                yield return row;
            }

            await owner.AfterRange(name, partition);
        }

        public async Task<bool> TryApplyAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
        {
            owner.Begin(ref owner.writes);
            if (owner.IsContended && name == TableNames.Allowlists)
            {
                return false;
            }

            await owner.BeforeWrite(name, partition);
            var applied = await owner.write(changes, () => table.TryApplyAsync(partition, changes, cancellationToken));
            await owner.AfterWrite(name, partition);
            return applied;
        }
    }
}
