using IpAccess.Allowlists.Versions;
using IpAccess.Enforcers.Sightings;
using IpAccess.Http;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Exports;

/// <summary>The list as files for firewalls and load balancers (docs/exports.md).</summary>
public sealed class ExportEndpoints
{
    private static readonly Input<ExportRequest> Query = Input.Query(ExportRequest.Parameters, (_, query) => ExportRequest.Read(query));
    private readonly Gate gate;
    private readonly AllowlistStore store;
    private readonly ExportMemory memory;
    private readonly IEnforcerLog enforcers;
    private readonly TimeProvider clock;

    internal ExportEndpoints(Gate gate, AllowlistStore store, ExportMemory memory, IEnforcerLog enforcers, TimeProvider clock) =>
        (this.gate, this.store, this.memory, this.enforcers, this.clock) = (gate, store, memory, enforcers, clock);

    /// <summary><c>GET /v1/export/{format}</c>: the networks that are let in now, in the format of a program that enforces them.</summary>
    public Task<IResult> ExportNetworksAsync(HttpRequest request, string format, CancellationToken cancellationToken) =>
        gate.PullAsync(request, Scope.Snapshot, Query, async (caller, asked) =>
        {
            // Taken before the reading: an export never seems younger than it is.
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            return ExportFormats.Find(format) is { } found && await store.SettleAsync(caller.Account, cancellationToken) is { } list
                ? new StreamedAnswer(gate, async (response, written) =>
                {
                    await new Export(new(list, asked, now), found, format, memory).WriteAsync(response, written);

                    // Only now: whoever was sent a part of it, or nothing but the headers, has not pulled it.
                    if (!HttpMethods.IsHead(request.Method))
                    {
                        enforcers.Seen(EnforcerSighting.OfFirewall(request, caller, caller.EnforcerName, list.Version));
                    }
                })
                : Answer.From(request, Problems.NotFound);
        }, cancellationToken);
}
