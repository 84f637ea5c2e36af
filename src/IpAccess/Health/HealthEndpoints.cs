using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Storage;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Health;

/// <summary>Whether the service runs, and can do its work (docs/running.md, "Ready or not").</summary>
public sealed class HealthEndpoints
{
    private readonly Gate gate;
    private readonly RecentReadiness readiness;
    private readonly StorageClock clock;

    internal HealthEndpoints(Gate gate, RecentReadiness readiness, StorageClock clock) =>
        (this.gate, this.readiness, this.clock) = (gate, readiness, clock);

    /// <summary><c>GET /health/live</c>: the process answers.</summary>
    public Task<IResult> GetLiveAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.OpenAsync(request, () => Task.FromResult(Answer.Json(new { Status = "live" })), cancellationToken);

    /// <summary>
    /// <c>GET /health/ready</c>: tables and queues answer too; else 503 with the parts that fail, but not why. A clock that is off is
    /// told, though the service does its work with it.
    /// </summary>
    public Task<IResult> GetReadyAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.OpenAsync(request, async () =>
        {
            var failing = await readiness.FailingAsync(cancellationToken);
            return failing.Count == 0
                ? Ready()
                : Answer.Json(new { Status = "not_ready", Failing = string.Join(", ", failing) }, StatusCodes.Status503ServiceUnavailable);
        }, cancellationToken);

    private IResult Ready() =>
        clock.Deviation is { } deviation ? Answer.Json(new { Status = "ready", Clock = deviation }) : Answer.Json(new { Status = "ready" });
}
