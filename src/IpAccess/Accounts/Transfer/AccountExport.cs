using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using IpAccess.Allowlists.Versions;
using IpAccess.Http.Messages;
using IpAccess.Keys;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Accounts.Transfer;

/// <summary>Writes accounts as files, as their pages are read, so that their length does not matter.</summary>
internal sealed class AccountExport(AccountStore accounts, AllowlistStore allowlists, KeyStore keys, TimeProvider clock)
{
    private const int LinesBetweenFlushes = 500;

    // As the answers of the service are written.
    private static readonly JsonWriterOptions Options = new() { Encoder = ApiJson.Options.Encoder };

    /// <summary>Opens an account: what writes its file to an answer; null where there is no such account.</summary>
    public async Task<Func<HttpResponse, CancellationToken, Task>?> OpenAsync(string id, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(id, cancellationToken) is not { } account
            || await allowlists.SettleAsync(id, cancellationToken) is not { } list)
        {
            return null;
        }

        var its = await keys.ListAsync(id, cancellationToken);
        return (response, token) => WriteAsync(response, account, list, its, token);
    }

    private static async Task WriteLineAsync(PipeWriter output, Utf8JsonWriter json, object line, long number, CancellationToken cancellationToken)
    {
        JsonSerializer.Serialize(json, line, ApiJson.Options);
        await json.FlushAsync(cancellationToken);
        json.Reset();
        output.Write("\n"u8);
        if (number % LinesBetweenFlushes == 0)
        {
            await output.FlushAsync(cancellationToken);
        }
    }

    private async Task WriteAsync(
        HttpResponse response, AccountRecord account, Allowlist list, List<ApiKey> its, CancellationToken cancellationToken)
    {
        // Where the first rules can not be read, the answer can still be another one.
        _ = await list.ReadAsync(after: null, cancellationToken).AnyAsync(cancellationToken);
        response.ContentType = AccountFile.MediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{account.Id}.ndjson\"";
        await response.StartAsync(cancellationToken);
        var (output, rules) = (response.BodyWriter, 0L);
        await using var json = new Utf8JsonWriter(output, Options);
        await WriteLineAsync(output, json, AccountFile.Line(account, list, clock.GetUtcNow().ToUnixTimeSeconds()), 1, cancellationToken);
        foreach (var key in its)
        {
            await WriteLineAsync(output, json, AccountFile.Line(key), 1, cancellationToken);
        }

        await foreach (var rule in list.ReadAsync(after: null, cancellationToken))
        {
            await WriteLineAsync(output, json, AccountFile.Line(rule), ++rules, cancellationToken);
        }

        await WriteLineAsync(output, json, AccountFile.Line(its.Count, rules), 1, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }
}
