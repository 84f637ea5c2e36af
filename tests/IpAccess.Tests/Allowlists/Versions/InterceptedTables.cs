using Azure.Data.Tables;
using IpAccess.Storage;

namespace IpAccess.Tests.Allowlists.Versions;

/// <summary>What happens instead of a transaction.</summary>
/// <param name="changes">The changes.</param>
/// <param name="apply">Applies them after all.</param>
internal delegate Task<bool> Interception(IReadOnlyList<RowChange> changes, Func<Task<bool>> apply);

/// <summary>Tables whose transactions meet with faults, and whose point reads are counted.</summary>
internal sealed class InterceptedTables(ITables inner, Interception intercept) : ITables
{
    private int finds;

    public InterceptedTables(ITables inner)
        : this(inner, (_, apply) => apply())
    {
    }

    /// <summary>The rows read one by one so far.</summary>
    public int Finds => finds;

    /// <summary>Whether this is the transaction that commits, and not one that writes pages.</summary>
    public static bool IsCommit(IReadOnlyList<RowChange> changes) => changes.Any(change => change.Row.RowKey == "head");

    public IRowTable Open(string name, StorageTimeout timeout) => new Table(this, inner.Open(name, timeout), intercept);

    public Task CreateMissingAsync(CancellationToken cancellationToken) => inner.CreateMissingAsync(cancellationToken);

    private sealed class Table(InterceptedTables owner, IRowTable inner, Interception intercept) : IRowTable
    {
        public Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner.finds);
            return inner.FindAsync(partition, row, cancellationToken);
        }

        public IAsyncEnumerable<TableEntity> ReadAsync(
            string partition, RowRange range, IReadOnlyCollection<string>? columns, CancellationToken cancellationToken) =>
            inner.ReadAsync(partition, range, columns, cancellationToken);

        public Task<bool> TryApplyAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken) =>
            intercept(changes, () => inner.TryApplyAsync(partition, changes, cancellationToken));
    }
}
