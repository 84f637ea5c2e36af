using IpAccess.Allowlists;
using IpAccess.Http;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;

namespace IpAccess.History;

/// <summary>Taking a change back, and keeping one that would take itself back (docs/guard.md, "Changes that undo themselves").</summary>
public sealed class RestoreEndpoints
{
    private readonly Gate gate;
    private readonly AllowlistEditor editor;

    internal RestoreEndpoints(Gate gate, AllowlistEditor editor) => (this.gate, this.editor) = (gate, editor);

    /// <summary><c>POST /v1/allowlist/versions/{version}/restore</c>: a new version, equal to that one.</summary>
    public Task<IResult> RestoreVersionAsync(HttpRequest request, string version, CancellationToken cancellationToken) =>
        WriteAsync(request, version, WriteTerms.Parameters, editor.RestoreAsync, cancellationToken);

    /// <summary><c>POST /v1/allowlist/versions/{version}/confirm</c>: keeps a version that would undo itself.</summary>
    public Task<IResult> ConfirmVersionAsync(HttpRequest request, string version, CancellationToken cancellationToken) =>
        WriteAsync(request, version, QueryFields.None, editor.ConfirmAsync, cancellationToken);

    private Task<IResult> WriteAsync(
        HttpRequest request,
        string version,
        string[] parameters,
        Func<string, Actor, EditTerms, long, CancellationToken, Task<EditResult<Nothing>>> write,
        CancellationToken cancellationToken) =>
        gate.AccountAsync(request, Scope.AllowlistManage, parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var terms = WriteTerms.Read(request, query);
            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            if (VersionEndpoints.NumberOf(version) is not { } number)
            {
                return Answer.From(request, Problems.NotFound);
            }

            var result = await write(caller.Account, caller.Actor, terms, number, cancellationToken);
            return Answer.Edited(request, result, (list, _) => VersionView.Of(list) with { Warnings = result.Warnings });
        }, cancellationToken);
}
