using System.Text.Json;
using IpAccess.Attempts.Entries;
using IpAccess.Attempts.Queue;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Storage;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Attempts;

/// <summary>Reports of who tried to come in, over HTTP (docs/attempts.md, "What is recorded").</summary>
public sealed class ReportEndpoints
{
    private const int MostReported = 1000;
    private readonly Gate gate;
    private readonly IMessageQueue queue;
    private readonly TimeProvider clock;

    internal ReportEndpoints(Gate gate, IQueues queues, TimeProvider clock) =>
        (this.gate, queue, this.clock) = (gate, queues.Open(QueueNames.AccessAttempts), clock);

    /// <summary><c>POST /v1/attempts</c>: reports attempts; they are recorded soon after. The same id again changes nothing.</summary>
    public Task<IResult> ReportAttemptsAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AttemptsWrite, ReportTo(TimeBounds.OfReport(clock.GetUtcNow())), async (caller, report) =>
        {
            var messages = AttemptMessages.Of(caller.Account, report.Attempts, AttemptMessages.IdsOf(report.Id));
            await Task.WhenAll(messages.Select(message => queue.SendAsync(MessageJson.Write(message), cancellationToken)));
            return Answer.Json(new { Accepted = report.Attempts.Count }, StatusCodes.Status202Accepted);
        }, cancellationToken);

    // As of when the request came: a body that takes its time makes no attempt too old.
    private static Input<Report> ReportTo(TimeBounds bounds) => Input.Json((root, faults) => ReadReport(root, bounds, faults));

    private static Report ReadReport(JsonElement root, TimeBounds bounds, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "id", "attempts");
        var id = Token.Read(fields.Text("id"), fields.At("id"), faults) ?? Guid.CreateVersion7().ToString("n");
        return new(id, AttemptFields.ReadAll(fields, MostReported, bounds, faults));
    }

    private sealed record Report(string Id, IReadOnlyList<Attempt> Attempts);
}
