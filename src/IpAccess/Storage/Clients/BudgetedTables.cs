using System.Runtime.CompilerServices;
using Azure.Data.Tables;

namespace IpAccess.Storage.Clients;

/// <summary>Tables whose operations count against the <see cref="StorageBudget"/> of the request that they are made for.</summary>
internal sealed class BudgetedTables(ITables tables) : ITables
{
    /// <inheritdoc/>
    public IRowTable Open(string name, StorageTimeout timeout) => new Table(tables.Open(name, timeout));

    /// <inheritdoc/>
    public Task CreateMissingAsync(CancellationToken cancellationToken) => tables.CreateMissingAsync(cancellationToken);

    private sealed class Table(IRowTable table) : IRowTable
    {
        public Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken) =>
            StorageBudget.SpendCurrentAsync(token => table.FindAsync(partition, row, token), cancellationToken);

        public Task<bool> TryApplyAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken) =>
            StorageBudget.SpendCurrentAsync(token => table.TryApplyAsync(partition, changes, token), cancellationToken);

        public IAsyncEnumerable<TableEntity> ReadAsync(
            string partition, RowRange range, IReadOnlyCollection<string>? columns, CancellationToken cancellationToken) =>
            StorageBudget.Current is { } budget
                ? SpendAsync(budget, token => table.ReadAsync(partition, range, columns, token), cancellationToken)
                : table.ReadAsync(partition, range, columns, cancellationToken);

        // The token of a reading is given once, for all of its steps: it ends when one of them has used up the budget.
        private static async IAsyncEnumerable<TableEntity> SpendAsync(
            StorageBudget budget,
            Func<CancellationToken, IAsyncEnumerable<TableEntity>> open,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await using var rows = open(end.Token).GetAsyncEnumerator(end.Token);
            while (await budget.SpendAsync(StepAsync, cancellationToken))
            {
                yield return rows.Current;
            }

            async Task<bool> StepAsync(CancellationToken token)
            {
                await using var passing = token.Register(end.Cancel);
                return await rows.MoveNextAsync();
            }
        }
    }
}
