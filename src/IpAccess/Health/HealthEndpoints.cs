using IpAccess.Http;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Health;

/// <summary>Whether the service runs, and can do its work (contract section 10).</summary>
public sealed class HealthEndpoints
{
    private readonly Gate gate;
    private readonly Readiness readiness;

    internal HealthEndpoints(Gate gate, Readiness readiness) => (this.gate, this.readiness) = (gate, readiness);

    /// <summary><c>GET /health/live</c>: the process answers.</summary>
    public Task<IResult> GetLiveAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.OpenAsync(request, () => Task.FromResult(Answer.Json(new { Status = "live" })), cancellationToken);

    /// <summary><c>GET /health/ready</c>: tables and queues answer too; else 503 with the parts that fail, but not why.</summary>
    public Task<IResult> GetReadyAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.OpenAsync(request, async () =>
        {
            var failing = await readiness.FailingAsync(cancellationToken);
            return failing.Count == 0
                ? Answer.Json(new { Status = "ready" })
                : Answer.Json(new { Status = "not_ready", Failing = string.Join(", ", failing) }, StatusCodes.Status503ServiceUnavailable);
        }, cancellationToken);
}
