using System.Collections.Concurrent;
using System.Net;
using Azure;
using IpAccess.Storage;
using Microsoft.Extensions.Logging;

namespace IpAccess.Health;

/// <summary>Asks each part of the storage account whether it does its work, and logs why one does not.</summary>
internal sealed partial class Readiness(ITables tables, IQueues queues, TimeProvider clock, ILogger<Readiness> logger)
{
    // https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
    private const string NoRole = "AuthorizationPermissionMismatch";
    private const string NoEntry = "AuthorizationFailure";

    /// <summary>What the identity must be allowed to do with the tables.</summary>
    internal const string TableRole = "Storage Table Data Contributor";

    /// <summary>What the identity must be allowed to do with the queues.</summary>
    internal const string QueueRole = "Storage Queue Data Contributor";

    /// <summary>How long a part may take, its token included.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<(string Part, int Status, string? Code), long> told = new();
    private readonly IRowTable accounts = tables.Open(TableNames.Accounts, StorageTimeout.ForDecisions);
    private readonly IMessageQueue attempts = queues.Open(QueueNames.AccessAttempts);

    /// <summary>The names of the parts that fail; none where the service is ready.</summary>
    public async Task<IReadOnlyList<string>> FailingAsync(CancellationToken cancellationToken)
    {
        StoragePart[] parts =
        [
            new("tables", TableRole, limited => accounts.FindAsync("health", "ready", limited)),
            new("queues", QueueRole, attempts.CountAsync),
        ];
        var works = await Task.WhenAll(parts.Select(part => WorksAsync(part, cancellationToken)));
        return [.. parts.Zip(works).Where(asked => !asked.Second).Select(asked => asked.First.Name)];
    }

    private async Task<bool> WorksAsync(StoragePart part, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Limit, clock);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await part.AskAsync(limited.Token);
            return true;
        }
        catch (Exception exception) when (StorageExceptions.IsUnavailable(exception, cancellationToken))
        {
            Tell(part, exception);
            return false;
        }
    }

    // Anyone may ask, as often as he likes.
    private bool IsTold(StoragePart part, Exception exception)
    {
        var refusal = exception as RequestFailedException;
        var what = (part.Name, refusal?.Status ?? 0, refusal?.ErrorCode);
        if (told.TryGetValue(what, out var at) && clock.GetElapsedTime(at) < OutageLog.Period)
        {
            return true;
        }

        told[what] = clock.GetTimestamp();
        return false;
    }

    private void Tell(StoragePart part, Exception exception)
    {
        if (IsTold(part, exception))
        {
            return;
        }

        switch (exception)
        {
            case RequestFailedException { Status: (int)HttpStatusCode.Forbidden, ErrorCode: NoRole }:
                Log.RoleMissing(logger, part.Name, part.Role);
                break;
            case RequestFailedException { Status: (int)HttpStatusCode.Forbidden, ErrorCode: NoEntry }:
                Log.NotLetIn(logger, part.Name, part.Role);
                break;
            case RequestFailedException { Status: (int)HttpStatusCode.NotFound }:
                Log.Missing(logger, part.Name);
                break;
            default:
                Log.NoAnswer(logger, part.Name, StorageExceptions.Describe(exception));
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4, LogLevel.Error, "Not ready: the {Part} do not answer. {Reason}")]
        public static partial void NoAnswer(ILogger logger, string part, string reason);

        [LoggerMessage(30, LogLevel.Error, "Not ready: the {Part} refuse the service, whose identity lacks the role {Role} on the storage account")]
        public static partial void RoleMissing(ILogger logger, string part, string role);

        [LoggerMessage(31, LogLevel.Error,
            "Not ready: the {Part} do not let the service in: its identity lacks the role {Role}, or the network rules of the storage account keep it out")]
        public static partial void NotLetIn(ILogger logger, string part, string role);

        [LoggerMessage(32, LogLevel.Error, "Not ready: the {Part} of the service are missing in the storage account")]
        public static partial void Missing(ILogger logger, string part);
    }
}
