using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using IpAccess.Storage;

namespace IpAccess.Tests.Attempts;

/// <summary>Tables that count what is read from ranges.</summary>
internal sealed class CountedTables(ITables inner) : ITables
{
    /// <summary>The rows read.</summary>
    public int Rows { get; set; }

    /// <summary>The ranges read.</summary>
    public int Ranges { get; set; }

    public IRowTable Open(string name, StorageTimeout timeout) => new Table(this, inner.Open(name, timeout));

    public Task CreateMissingAsync(CancellationToken cancellationToken) => inner.CreateMissingAsync(cancellationToken);

    private sealed class Table(CountedTables owner, IRowTable inner) : IRowTable
    {
        public Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken) =>
            inner.FindAsync(partition, row, cancellationToken);

        public async IAsyncEnumerable<TableEntity> ReadAsync(
            string partition, RowRange range, IReadOnlyCollection<string>? columns, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            owner.Ranges++;
            await foreach (var row in inner.ReadAsync(partition, range, columns, cancellationToken))
            {
                owner.Rows++;
                yield return row;
            }
        }

        public Task<bool> TryApplyAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken) =>
            inner.TryApplyAsync(partition, changes, cancellationToken);
    }
}
