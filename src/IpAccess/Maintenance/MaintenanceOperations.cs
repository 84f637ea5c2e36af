using IpAccess.Accounts;
using IpAccess.Operators;
using IpAccess.Storage;
using Microsoft.Extensions.Logging;

namespace IpAccess.Maintenance;

/// <summary>
/// What is done for all accounts now and then, and never on a request's path. It may run twice at once, or be killed at any moment:
/// what was not done is done by the next run.
/// </summary>
public sealed partial class MaintenanceOperations
{
    /// <summary>When it runs on Azure Functions, as NCRONTAB in UTC: once a day, at a minute that few others choose.</summary>
    public const string Schedule = "0 17 3 * * *";

    private readonly AccountRows accounts;
    private readonly AccountMaintenance maintenance;
    private readonly OperatorLog log;
    private readonly ILogger<MaintenanceOperations> logger;

    internal MaintenanceOperations(
        AccountRows accounts, AccountMaintenance maintenance, OperatorLog log, ILogger<MaintenanceOperations> logger) =>
        (this.accounts, this.maintenance, this.log, this.logger) = (accounts, maintenance, log, logger);

    /// <summary>Lets go of what is not kept any more, and empties deleted accounts. A fault at one account does not stop the others.</summary>
    /// <exception cref="InvalidOperationException">It failed at an account; the log names each.</exception>
    public async Task RunMaintenanceAsync(CancellationToken cancellationToken)
    {
        Exception? first = null;
        var failed = 0;
        await foreach (var account in accounts.ListAsync(after: null, cancellationToken))
        {
            try
            {
                await maintenance.RunAsync(account, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.AccountFailed(logger, StorageExceptions.IsUnavailable(exception, cancellationToken) ? null : exception, account.Id);
                first ??= exception;
                failed++;
            }
        }

        await log.RetainAsync(cancellationToken);
        if (first is not null)
        {
            throw new InvalidOperationException($"Maintenance failed at {failed} accounts, which the log names.", first);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7, LogLevel.Error, "Maintenance of the account {Account} failed; the next run tries again")]
        public static partial void AccountFailed(ILogger logger, Exception? exception, string account);
    }
}
