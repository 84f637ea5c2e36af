using Azure.Data.Tables;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Keys;
using IpAccess.Storage;

namespace IpAccess.Accounts.Transfer;

/// <summary>
/// What imports have written so far of accounts that nobody sees, each with a note of how far it came. The note belongs to whoever
/// took it last: all others find that they lost it before they write more, and only its owner can make the account.
/// </summary>
internal sealed class ImportJournal(ITables tables, AllowlistStore allowlists, ImportedKeys keys, ListBuilder lists)
{
    private readonly IRowTable rows = tables.Open(TableNames.Allowlists, StorageTimeout.ForOperations);

    /// <summary>The rules to add at once.</summary>
    public int RulesAtOnce => lists.RulesAtOnce;

    /// <summary>The first id of these keys that is another account's; null for none.</summary>
    public Task<string?> FindTakenKeyAsync(IEnumerable<ApiKey> imported, CancellationToken cancellationToken) =>
        keys.FindTakenAsync(imported, cancellationToken);

    /// <summary>Takes the import of an account over from whoever worked on it, and sees to its keys.</summary>
    /// <param name="account">The account.</param>
    /// <param name="imported">Its keys.</param>
    /// <param name="start">What the lines of the account and its keys come to: where it is another one than before, all begins anew.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How far it came; null where another took it since, or has made the account.</returns>
    public async Task<ImportProgress?> TakeAsync(
        string account, IReadOnlyList<ApiKey> imported, string start, CancellationToken cancellationToken)
    {
        var worker = Guid.NewGuid().ToString("n");
        var row = await rows.FindAsync(account, ImportProgress.RowKey, cancellationToken);
        var progress = row is not null && ImportProgress.Read(row) is var earlier && earlier.Start == start
            ? earlier with { Worker = worker }
            : ImportProgress.Begin(worker, start);
        var change = row is null ? RowChange.Insert(progress.ToRow()) : RowChange.Replace(progress.ToRow(), row.ETag);
        _ = await rows.TryApplyAsync(account, [change], ImportProgress.RowKey, cancellationToken);
        if (await FindAsync(account, worker, cancellationToken) is not { } own)
        {
            return null;
        }

        if (await allowlists.ExistsAsync(account, StorageTimeout.ForOperations, cancellationToken))
        {
            // It was made before the note was taken, which came too late.
            await rows.TryApplyAsync(account, [RowChange.Delete(ImportProgress.RowKey, own.ETag)], cancellationToken);
            return null;
        }

        return progress.HasKeys ? progress : await ReplaceKeysAsync(account, imported, progress, cancellationToken);
    }

    /// <summary>Adds rules, and notes it.</summary>
    /// <param name="account">The account.</param>
    /// <param name="progress">How far it came.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="hash">What the lines up to the last of them come to.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How far it came now; null where another took it.</returns>
    public async Task<ImportProgress?> AddAsync(
        string account, ImportProgress progress, IReadOnlyList<Rule> rules, string hash, CancellationToken cancellationToken)
    {
        var root = await lists.AddAsync(account, progress.Root, rules, cancellationToken);
        var next = progress with { Rules = progress.Rules + rules.Count, Hash = hash, Root = root };
        return await TryNoteAsync(account, next, cancellationToken) ? next : null;
    }

    /// <summary>Forgets what was written, so that the next try begins anew.</summary>
    public Task RestartAsync(string account, ImportProgress progress, CancellationToken cancellationToken) =>
        TryNoteAsync(account, ImportProgress.Begin(progress.Worker, progress.Start), cancellationToken);

    /// <summary>The change that takes the note away, for the transaction that makes the account; null where another took it.</summary>
    public async Task<RowChange?> EndAsync(string account, ImportProgress progress, CancellationToken cancellationToken) =>
        await FindAsync(account, progress.Worker, cancellationToken) is { } row
            ? RowChange.Delete(ImportProgress.RowKey, row.ETag)
            : null;

    private async Task<ImportProgress?> ReplaceKeysAsync(
        string account, IReadOnlyList<ApiKey> imported, ImportProgress progress, CancellationToken cancellationToken)
    {
        await keys.ReplaceAsync(
            account,
            imported,
            async token => await FindAsync(account, progress.Worker, token) is { } row ? RowChange.Replace(progress.ToRow(), row.ETag) : null,
            cancellationToken);
        var next = progress with { HasKeys = true };
        return await TryNoteAsync(account, next, cancellationToken) ? next : null;
    }

    private async Task<TableEntity?> FindAsync(string account, string worker, CancellationToken cancellationToken) =>
        await rows.FindAsync(account, ImportProgress.RowKey, cancellationToken) is { } row && ImportProgress.Read(row).Worker == worker
            ? row
            : null;

    private async Task<bool> TryNoteAsync(string account, ImportProgress progress, CancellationToken cancellationToken)
    {
        if (await FindAsync(account, progress.Worker, cancellationToken) is not { } row)
        {
            return false;
        }

        return await rows.TryMakeAsync(account, RowChange.Replace(progress.ToRow(), row.ETag), cancellationToken);
    }
}
