using IpAccess.Http;
using IpAccess.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpAccess.Health;

/// <summary>Whether the service runs, and can do its work (contract section 10).</summary>
public sealed partial class HealthEndpoints
{
    private readonly Gate gate;
    private readonly IRowTable accounts;
    private readonly ILogger logger;

    internal HealthEndpoints(Gate gate, ITables tables, ILogger<HealthEndpoints> logger) =>
        (this.gate, accounts, this.logger) = (gate, tables.Open(TableNames.Accounts, Patience.Check), logger);

    /// <summary><c>GET /health/live</c>: the process answers.</summary>
    public Task<IResult> GetLiveAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.OpenAsync(request, () => Task.FromResult(Answer.Json(new { Status = "live" })));

    /// <summary><c>GET /health/ready</c>: storage answers too; else 503 with the part that fails.</summary>
    public Task<IResult> GetReadyAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.OpenAsync(request, async () =>
        {
            try
            {
                await accounts.FindAsync("health", "ready", cancellationToken);
                return Answer.Json(new { Status = "ready" });
            }
            catch (Exception fault) when (StorageFaults.IsUnavailable(fault, cancellationToken))
            {
                Log.TablesFail(logger, fault);
                return Answer.Json(new { Status = "not_ready", Failing = "tables" }, StatusCodes.Status503ServiceUnavailable);
            }
        });

    private static partial class Log
    {
        [LoggerMessage(4, LogLevel.Error, "Not ready: the tables do not answer. In Azure the identity needs the role Storage Table Data Contributor")]
        public static partial void TablesFail(ILogger logger, Exception fault);
    }
}
