using System.Text.Json;
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
        gate.AccountAsync(request, Scope.AttemptsWrite, QueryFields.None, async (caller, query) =>
        {
            var bounds = TimeBounds.OfReport(clock.GetUtcNow());
            var (report, problem) = await JsonBody.ReadAsync(
                request, (root, faults) => ReadReport(root, caller.Account, bounds, faults), query.Faults, cancellationToken);
            if (report is null)
            {
                return Answer.From(request, problem!);
            }

            var messages = AttemptMessages.Of(report.Account, report.Attempts, AttemptMessages.IdsOf(report.Id));
            await Task.WhenAll(messages.Select(message => queue.SendAsync(message.Write(), cancellationToken)));
            return Answer.Json(new { Accepted = report.Attempts.Count }, StatusCodes.Status202Accepted);
        }, cancellationToken);

    private static AttemptMessage ReadReport(JsonElement root, string account, TimeBounds bounds, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "id", "attempts");
        var id = Token.Read(fields.Text("id"), fields.At("id"), faults) ?? Guid.CreateVersion7().ToString("n");
        return new(id, account, AttemptFields.ReadAll(fields, MostReported, bounds, faults));
    }
}
