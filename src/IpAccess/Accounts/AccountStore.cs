using Azure;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Storage;

namespace IpAccess.Accounts;

/// <summary>
/// Makes, lists and closes accounts. An account's head decides whether it exists; its row in <c>Accounts</c> is written before
/// the head and marked after it, so that a step lost in between is taken up by the next try.
/// </summary>
internal sealed class AccountStore(ITables tables, AllowlistStore allowlists, KeyStore keys, KeyDirectory directory)
{
    private const string Shard = "accounts";
    private readonly IRowTable accounts = tables.Open(TableNames.Accounts, Patience.Write);
    private readonly IRowTable owners = tables.Open(TableNames.Keys, Patience.Write);

    /// <summary>An account that was not deleted; null where there is none.</summary>
    public async Task<AccountRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        AccountId.IsValid(id)
        && await accounts.FindAsync(Shard, id, cancellationToken) is { } row
        && AccountRecord.FromRow(row) is { State: not AccountState.Deleted } account
            ? account
            : null;

    /// <summary>The accounts after an id, in the order of their ids, without deleted ones.</summary>
    public IAsyncEnumerable<AccountRecord> ListAsync(string? after, CancellationToken cancellationToken) =>
        accounts.ReadAsync(Shard, after is null ? RowRange.WithPrefix(string.Empty) : RowRange.After(after, string.Empty), columns: null, cancellationToken)
            .Select(AccountRecord.FromRow)
            .Where(account => account.State != AccountState.Deleted);

    /// <summary>Makes an account with its first key; null, or why not.</summary>
    public async Task<Problem?> CreateAsync(Caller caller, AccountRecord account, ApiKey key, CancellationToken cancellationToken)
    {
        if (!await ClaimAsync(account, cancellationToken))
        {
            return Taken(account.Id);
        }

        if (account.Parent is { } parent && await FindAsync(parent, cancellationToken) is not { State: AccountState.Alive })
        {
            await accounts.TryApplyAsync(Shard, [RowChange.Delete(account.Id, ETag.All)], cancellationToken);
            return Problems.Conflict($"The account {parent} is being deleted.");
        }

        await KeyRows.TellOwnerAsync(owners, key.Id, account.Id, cancellationToken);
        var audit = new KeyChange(null, key).ToCommit("key_created", caller).Audit[0];
        return await allowlists.CreateAsync(
            account.Id, account.Parent, audit, [RowChange.Insert(KeyRows.ToRow(key))], cancellationToken)
            ? null
            : Taken(account.Id);
    }

    /// <summary>Deletes an account: its keys are dead when this returns null; else, why not.</summary>
    public async Task<Problem?> DeleteAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } account)
        {
            return Problems.NotFound;
        }

        await MarkAsync(account, AccountState.Closing, cancellationToken);
        if (await ListAsync(after: null, cancellationToken).AnyAsync(other => other.Parent == id, cancellationToken))
        {
            await MarkAsync(account, AccountState.Alive, cancellationToken);
            return Problems.Conflict("The account has child accounts. Delete them first.");
        }

        await CloseAsync(caller, id, cancellationToken);
        await MarkAsync(account, AccountState.Deleted, cancellationToken);
        return null;
    }

    private static Problem Taken(string id) => Problems.Conflict($"The account id {id} is taken.");

    private async Task CloseAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        var change = new Change
        {
            MakesVersion = false,
            Deletes = true,
            Audit = [AuditJson.Entry("key_revoked", caller, new { Keys = "all" }, new { })],
        };
        await allowlists.CommitAsync(
            id,
            (_, _) => Task.FromResult(new Plan(change, null)),
            (_, _, _) => Task.FromResult<Problem?>(null),
            cancellationToken);
        await keys.RemoveAllAsync(id, cancellationToken);
        directory.ForgetAccount(id);
    }

    // A row without a head is what an earlier try left behind, or one under way: with the same parent both may go on.
    private async Task<bool> ClaimAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        var row = account.ToRow(Shard);
        return await accounts.TryApplyAsync(Shard, [RowChange.Insert(row)], cancellationToken)
            || (await accounts.FindAsync(Shard, account.Id, cancellationToken) is { } left
                && AccountRecord.FromRow(left) is { State: AccountState.Alive } earlier
                && earlier.Parent == account.Parent
                && await allowlists.FindAsync(account.Id, Patience.Write, cancellationToken) is null
                && await accounts.TryApplyAsync(Shard, [RowChange.Replace(row, left.ETag)], cancellationToken));
    }

    private async Task MarkAsync(AccountRecord account, AccountState state, CancellationToken cancellationToken) =>
        await accounts.TryApplyAsync(Shard, [RowChange.Put((account with { State = state }).ToRow(Shard))], cancellationToken);
}
