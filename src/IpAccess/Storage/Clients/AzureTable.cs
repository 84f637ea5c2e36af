using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace IpAccess.Storage.Clients;

/// <summary>A table of Azure Table storage.</summary>
/// <param name="client">Its client.</param>
/// <param name="most">How long an operation may take, all of its tries together; of a reading, each of its answers.</param>
internal sealed class AzureTable(TableClient client, TimeSpan most) : IRowTable
{
    private const int MostRowsOfAnAnswer = 1000;

    /// <inheritdoc/>
    public async Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken)
    {
        try
        {
            var found = await StorageExceptions.AskAsync(
                token => client.GetEntityAsync<TableEntity>(partition, row, cancellationToken: token), most, cancellationToken);
            return found.Value.PartitionKey == partition && found.Value.RowKey == row
                ? found.Value
                : throw StorageExceptions.Odd("The table answered with another row than was asked for.");
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.ResourceNotFound)
        {
            // The SDK's GetEntityIfExists takes a missing table for a missing row.
            return null;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TableEntity> ReadAsync(
        string partition,
        RowRange range,
        IReadOnlyCollection<string>? columns,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {range.From} and RowKey lt {range.To}");
        var select = columns?.Append(nameof(TableEntity.RowKey));
        var wanted = Math.Min(range.Wanted ?? MostRowsOfAnAnswer, MostRowsOfAnAnswer);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var rows = client.QueryAsync<TableEntity>(filter, wanted, select, end.Token).GetAsyncEnumerator(end.Token);
        while (await StorageExceptions.AskAsync(NextAsync, cancellationToken))
        {
            yield return Holds(range, rows.Current.RowKey)
                ? rows.Current
                : throw StorageExceptions.Odd("The table answered with other rows than were asked for.");
        }

        // What the reader does between two rows does not count.
        async Task<bool> NextAsync()
        {
            end.CancelAfter(most);
            var hasNext = await rows.MoveNextAsync();
            end.CancelAfter(Timeout.InfiniteTimeSpan);
            return hasNext;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> TryApplyAsync(
        string partition, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
    {
        RowLimits.Check(changes);
        try
        {
            var answers = await StorageExceptions.AskAsync(
                token => client.SubmitTransactionAsync(changes.Select(change => ToAction(partition, change)), token), most, cancellationToken);
            return answers.Value.Count == changes.Count ? true : throw StorageExceptions.Odd("The table answered to other changes than were sent.");
        }
        catch (RequestFailedException exception) when (IsConflict(exception))
        {
            return false;
        }
    }

    private static bool Holds(RowRange range, string? row) =>
        string.CompareOrdinal(range.From, row) <= 0 && string.CompareOrdinal(row, range.To) < 0;

    private static bool IsConflict(RequestFailedException exception) =>
        (exception.Status is (int)HttpStatusCode.PreconditionFailed && exception.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied)
        || (exception.Status == (int)HttpStatusCode.Conflict && exception.ErrorCode == TableErrorCode.EntityAlreadyExists)
        || (exception.Status == (int)HttpStatusCode.NotFound && exception.ErrorCode == TableErrorCode.ResourceNotFound);

    private static TableTransactionAction ToAction(string partition, RowChange change)
    {
        var row = new TableEntity(change.Row) { PartitionKey = partition };
        return change.Kind switch
        {
            RowChangeKind.Insert => new(TableTransactionActionType.Add, row),
            RowChangeKind.Put => new(TableTransactionActionType.UpsertReplace, row),
            RowChangeKind.Replace => new(TableTransactionActionType.UpdateReplace, row, change.IfMatch),
            _ => new(TableTransactionActionType.Delete, row, change.IfMatch),
        };
    }
}
