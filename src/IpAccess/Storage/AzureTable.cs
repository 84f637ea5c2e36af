using System.Net;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace IpAccess.Storage;

/// <summary>A table of Azure Table storage.</summary>
internal sealed class AzureTable(TableClient client) : IRowTable
{
    private const int MostRowsOfAnAnswer = 1000;

    /// <inheritdoc/>
    public async Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetEntityAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == TableErrorCode.ResourceNotFound)
        {
            // The SDK's GetEntityIfExists takes a missing table for a missing row.
            return null;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TableEntity> ReadAsync(
        string partition, RowRange range, IReadOnlyCollection<string>? columns, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {range.From} and RowKey lt {range.To}");
        var select = columns?.Append(nameof(TableEntity.RowKey));
        return client.QueryAsync<TableEntity>(filter, Math.Min(range.Wanted ?? MostRowsOfAnAnswer, MostRowsOfAnAnswer), select, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> TryApplyAsync(
        string partition, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
    {
        RowLimits.Check(changes);
        try
        {
            await client.SubmitTransactionAsync(changes.Select(change => ToAction(partition, change)), cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (IsConflict(fault))
        {
            return false;
        }
    }

    private static bool IsConflict(RequestFailedException fault) =>
        fault.Status is (int)HttpStatusCode.PreconditionFailed
        || (fault.Status == (int)HttpStatusCode.Conflict && fault.ErrorCode == TableErrorCode.EntityAlreadyExists)
        || (fault.Status == (int)HttpStatusCode.NotFound && fault.ErrorCode == TableErrorCode.ResourceNotFound);

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
