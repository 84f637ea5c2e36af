using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Http.Messages;
using IpAccess.Storage;
using Microsoft.Extensions.Logging;

namespace IpAccess.Operators;

/// <summary>
/// What operators do, in a partition of its own, so that no deletion of an account takes it along. An entry and the change that it
/// tells of share no transaction: it is written before the change is made, as what was asked for, and its outcome after that. So no
/// change is without its entry; one whose outcome could not be written, or whose change was interrupted, stays
/// <see cref="OperatorOutcome.Unknown"/>.
/// </summary>
internal sealed partial class OperatorLog(ITables tables, TimeProvider clock, ILogger<OperatorLog> logger)
{
    private const string Partition = "operator-audit";
    private readonly IRowTable rows = tables.Open(TableNames.Accounts, StorageTimeout.ForOperations);

    /// <summary>How long an entry is kept.</summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromDays(400);

    /// <summary>Does what an operator asks for, and logs it. Where the log can not be written, nothing is done.</summary>
    /// <param name="actor">The operator.</param>
    /// <param name="action">What is asked for, as the API spells it: <c>account_created</c>, …</param>
    /// <param name="account">The account that it is about; null for none.</param>
    /// <param name="asked">What more was asked for; it becomes JSON, and must not hold secrets.</param>
    /// <param name="operation">Does it.</param>
    /// <param name="isDone">Whether what it gave says that it was done, and not refused.</param>
    /// <param name="cancellationToken">Stops the writing of the entry; its outcome is written all the same.</param>
    /// <returns>What the operation gave.</returns>
    public async Task<T> RecordAsync<T>(
        Actor actor,
        string action,
        string? account,
        object asked,
        Func<Task<T>> operation,
        Predicate<T> isDone,
        CancellationToken cancellationToken)
    {
        var entry = new OperatorEntry
        {
            Position = OperatorEntry.NewPosition(clock.GetUtcNow()),
            Action = action,
            Account = account,
            Address = actor.Address.ToString(),
            DerivedFrom = actor.DerivedFrom,
            Asked = JsonSerializer.Serialize(asked, ApiJson.Options),
            RequestId = actor.RequestId,
        };
        await WriteAsync(entry, cancellationToken);
        var result = await operation();
        await TellAsync(entry with { Outcome = isDone(result) ? OperatorOutcome.Done : OperatorOutcome.Refused });
        return result;
    }

    /// <summary>The entries, newest first.</summary>
    /// <param name="since">The time to stop at, in Unix seconds; null for all.</param>
    /// <param name="after">The <see cref="OperatorEntry.Position"/> to begin after; null for the newest.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IAsyncEnumerable<OperatorEntry> ReadAsync(long? since, string? after, CancellationToken cancellationToken) =>
        rows.ReadAsync(Partition, OperatorEntry.Range(since, after), columns: null, cancellationToken).Select(OperatorEntry.Read);

    /// <summary>Deletes the entries that are not kept any more.</summary>
    public Task RetainAsync(CancellationToken cancellationToken) =>
        RowSweep.DeleteAsync(rows, Partition, OperatorEntry.Before(clock.GetUtcNow() - KeptFor), _ => true, cancellationToken);

    private Task<bool> WriteAsync(OperatorEntry entry, CancellationToken cancellationToken) =>
        rows.TryMakeAsync(Partition, RowChange.Put(entry.ToRow()), cancellationToken);

    // What was done is done, whether its outcome can be told or not.
    private async Task TellAsync(OperatorEntry entry)
    {
        try
        {
            await WriteAsync(entry, CancellationToken.None);
        }
        catch (Exception exception) when (StorageExceptions.IsUnavailable(exception, CancellationToken.None))
        {
            Log.OutcomeNotTold(logger, entry.Action, entry.RequestId, StorageExceptions.Describe(exception));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(55, LogLevel.Warning, "The outcome of {Action} is missing in the log of the operator (request {RequestId}): {Fault}")]
        public static partial void OutcomeNotTold(ILogger logger, string action, string requestId, string fault);
    }
}
