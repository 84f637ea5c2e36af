using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Operators;
using IpAccess.Storage;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Accounts.Transfer;

/// <summary>Whole accounts as files, out and in, for the operator (docs/accounts.md, "Backup").</summary>
public sealed class TransferEndpoints
{
    /// <summary>The bytes of a file, at most.</summary>
    internal const int MostBytes = 1024 * 1024 * 1024;

    private static readonly string[] Accepted = [AccountFile.MediaType];
    private static readonly string[] Parameters = ["parent"];
    private readonly Gate gate;
    private readonly AccountExport export;
    private readonly AccountImport import;
    private readonly OperatorLog log;

    internal TransferEndpoints(Gate gate, AccountExport export, AccountImport import, OperatorLog log) =>
        (this.gate, this.export, this.import, this.log) = (gate, export, import, log);

    /// <summary><c>GET /v1/accounts/{account}/export</c>: settings, keys' hashes and rules, as one file.</summary>
    public Task<IResult> ExportAccountAsync(HttpRequest request, string account, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, async caller =>
        {
            var write = await log.RecordAsync(
                caller.Actor,
                "account_exported",
                account,
                new { },
                () => export.OpenAsync(account, cancellationToken),
                found => found is not null,
                cancellationToken);
            return write is null ? Answer.From(request, Problems.NotFound) : new StreamedAnswer(gate, write);
        }, cancellationToken);

    /// <summary><c>POST /v1/accounts/import</c>: an account from such a file, here or in another storage account, with the same keys.</summary>
    public Task<IResult> ImportAccountAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, Parameters, async (caller, query) =>
        {
            var faults = query.Faults;
            var parent = AccountId.Read(query.Text("parent"), "parent", faults);
            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            var (body, problem) = BodyReader.Open(request, Accepted, MostBytes);
            if (body is null)
            {
                return Answer.From(request, problem!);
            }

            await using var file = new AccountFileReader(body, MostBytes);
            return await ImportAsync(request, caller, file, parent, cancellationToken);
        }, cancellationToken);

    private async Task<IResult> ImportAsync(
        HttpRequest request, Caller caller, AccountFileReader file, string? parent, CancellationToken cancellationToken)
    {
        // It writes for as long as the file is long: each of its operations has the time of one, but there is no bound for all.
        StorageBudget.Leave();
        if (await file.ReadStartAsync(cancellationToken) is not { } start)
        {
            return Answer.From(request, file.IsTooLong ? Problems.BodyTooLarge(MostBytes) : Problems.Of(file.Faults));
        }

        var header = file.Header!;
        var (account, refusal) = await log.RecordAsync(
            caller.Actor,
            "account_imported",
            header.Account,
            new { Parent = parent, header.Version },
            () => import.ImportAsync(caller.Actor, file, start, parent, cancellationToken),
            imported => imported.Refusal is null,
            cancellationToken);
        return refusal is null
            ? Answer.Json(ImportedView.Of(account!, file), StatusCodes.Status201Created)
            : Answer.From(request, refusal);
    }
}

/// <summary>An account that was made from a file, as the API shows it.</summary>
internal sealed record ImportedView(string Id, string? Name, string? Parent, string CreatedAt, long Version, int Keys, long Rules)
{
    /// <summary>The view of an account and its file.</summary>
    public static ImportedView Of(AccountRecord account, AccountFileReader file) => new(
        account.Id,
        account.Name,
        account.Parent,
        TimeText.Of(account.CreatedAt),
        file.Header!.Version,
        file.Keys.Count,
        file.Rules);
}
