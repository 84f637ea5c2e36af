using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Rules;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Attempts;

/// <summary>Letting in who tried to come in (docs/attempts.md, "What is recorded").</summary>
public sealed class AllowEndpoints
{
    private readonly Gate gate;
    private readonly AttemptStore attempts;
    private readonly AllowlistEditor editor;

    internal AllowEndpoints(Gate gate, AttemptStore attempts, AllowlistEditor editor) =>
        (this.gate, this.attempts, this.editor) = (gate, attempts, editor);

    /// <summary><c>POST /v1/attempts/{ip}/allow</c>: adds a rule for an address that tried, or for the network around it.</summary>
    public Task<IResult> AllowAttemptAsync(HttpRequest request, string ip, CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistManage, WriteTerms.Parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var terms = WriteTerms.Read(request, query);
            var client = AddressText.Read(ip, "ip", faults);
            var (draft, problem) = await JsonBody.ReadOptionalAsync(
                request, (root, found) => ReadDraft(root, client, found), faults, cancellationToken);
            if (draft is null)
            {
                return Answer.From(request, problem!);
            }

            if (!await attempts.KnowsAsync(caller.Account, client, cancellationToken))
            {
                return Answer.From(request, Problems.NotFound);
            }

            var result = await editor.AddAsync(caller.Account, caller.Actor, terms, [draft], cancellationToken);
            return Answer.Edited(
                request,
                result,
                (_, added) => RuleView.Of(added.Rules[0]) with { Warnings = result.Warnings },
                StatusCodes.Status201Created);
        }, cancellationToken);

    private static RuleDraft ReadDraft(JsonElement root, Address client, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "prefix", "label");
        var widest = client.IsIPv4 ? Network.BroadIPv4 : Network.BroadIPv6;
        var prefix = client.IsNone ? null : fields.Number("prefix", widest, client.Width);
        return new(Network.Around(client, (int)(prefix ?? client.Width)))
        {
            Label = new(true, fields.Label("label")),
            Source = "attempt",
        };
    }
}
