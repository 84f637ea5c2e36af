using System.Security.Cryptography;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Storage;

namespace IpAccess.Allowlists.Versions;

/// <summary>
/// The lists of all accounts, each a chain of immutable versions. A commit writes new pages first, which nothing refers to,
/// and then one transaction; that is the only moment when anything changes.
/// </summary>
internal sealed class AllowlistStore(ITables tables, PageCache cache, TimeProvider time, PageLimits limits) : IAllowlistStore
{
    private const int MostTries = 5;
    private const int PauseMilliseconds = 50;

    private readonly KeyedLock locks = new();
    private readonly List<IAllowlistWatcher> watchers = [];
    private readonly Committer committer = new(tables.Open(TableNames.Allowlists, StorageTimeout.ForOperations), cache, limits, time);

    /// <summary>Lets a watcher hear of every change from now on. For the composition of the service, before its first request.</summary>
    public void Watch(IAllowlistWatcher watcher) => watchers.Add(watcher);

    /// <summary>Makes an account with an empty list, version 1.</summary>
    /// <param name="parent">Its parent; null for none.</param>
    /// <param name="entry">What the audit tells of it.</param>
    /// <param name="others">Other rows of the account's partition to write with it.</param>
    /// <param name="cancellationToken">Stops the making.</param>
    /// <returns>False where the account exists or existed and is not swept yet.</returns>
    public Task<bool> CreateAsync(
        string account, string? parent, AuditEntry entry, IReadOnlyList<RowChange> others, CancellationToken cancellationToken) =>
        InsertAsync(account, Head.First(parent, time.GetUtcNow()), entry, others, cancellationToken);

    /// <summary>As <see cref="CreateAsync"/>, with a list whose pages are there already.</summary>
    /// <param name="head">The list.</param>
    /// <param name="entry">What the audit tells of it.</param>
    /// <param name="others">Other rows of the account's partition to change with it; where one can not be, nothing is.</param>
    /// <param name="cancellationToken">Stops the making.</param>
    public async Task<bool> InsertAsync(
        string account, Head head, AuditEntry entry, IReadOnlyList<RowChange> others, CancellationToken cancellationToken)
    {
        var audit = AuditRow.Write(entry, 0, head);
        RowChange[] changes =
        [
            RowChange.Insert(head.ToRow()),
            RowChange.Insert(head.State.ToVersionRow()),
            RowChange.Insert(audit),
            .. others,
        ];
        var table = TableFor(StorageTimeout.ForOperations);
        return await WatchedAsync(
            account,
            () => table.TryApplyAsync(account, changes, audit.RowKey, cancellationToken),
            () => new Allowlist(account, head, head.State, new PageReader(table, cache, account)));
    }

    /// <summary>Gives a deleted account its list back, as it was.</summary>
    /// <param name="entry">What the audit tells of it.</param>
    /// <param name="isStillRight">Asked after the list was read and before it is written.</param>
    /// <param name="cancellationToken">Stops it. Then it may have happened or not.</param>
    /// <returns>Whether the account has its list, also where it had it before.</returns>
    public async Task<bool> ReopenAsync(
        string account, AuditEntry entry, Func<CancellationToken, Task<bool>> isStillRight, CancellationToken cancellationToken)
    {
        using var held = await locks.AcquireAsync(account, cancellationToken);
        for (var tries = 1; tries <= MostTries; tries++)
        {
            if (await TableFor(StorageTimeout.ForOperations).FindAsync(account, RowKeys.Head, cancellationToken) is not { } row)
            {
                return false;
            }

            var head = Head.Read(row);
            if (!head.IsDeleted || !await isStillRight(cancellationToken))
            {
                return !head.IsDeleted;
            }

            var change = new Change { MakesVersion = false, Audit = [entry] };
            var attempt = CommitAttempt.Of(head, change, new EditedTree(head.State.Root, []), time.GetUtcNow());
            if (await TryWriteAsync(account, attempt, cancellationToken))
            {
                return true;
            }

            await PauseAsync(tries, cancellationToken);
        }

        return false;
    }

    /// <summary>
    /// Writes the head of a deleted account anew as it is: a <see cref="ReopenAsync"/> that has read it before comes too late then.
    /// </summary>
    /// <returns>False where the account is not deleted any more.</returns>
    /// <exception cref="TimeoutException">Others changed it all the time.</exception>
    public async Task<bool> KeepClosedAsync(string account, CancellationToken cancellationToken)
    {
        var table = TableFor(StorageTimeout.ForOperations);
        for (var tries = 1; tries <= MostTries; tries++)
        {
            var head = await table.FindAsync(account, RowKeys.Head, cancellationToken) is { } row ? Head.Read(row) : null;
            if (head is not { IsDeleted: true })
            {
                return head is null;
            }

            if (await table.TryApplyAsync(account, [RowChange.Replace(head.ToRow(), head.ETag)], cancellationToken))
            {
                return true;
            }
        }

        throw new TimeoutException($"The deletion of account {account} could not be kept: others changed it all the time.");
    }

    /// <summary>Whether an account exists and is not deleted, without its list.</summary>
    public async Task<bool> ExistsAsync(string account, StorageTimeout timeout, CancellationToken cancellationToken) =>
        await TableFor(timeout).ReadAsync(account, RowKeys.HeadAlone, [Columns.Deleted], cancellationToken)
            .AnyAsync(row => row.GetBoolean(Columns.Deleted) is not true, cancellationToken);

    /// <summary>
    /// Undoes the version of an account's list that was not confirmed in time, where there is one.
    /// </summary>
    /// <returns>
    /// The newest version of the list then; null where the account does not exist or is deleted. Where the undoing can not be
    /// written now, the list is given as if it had been: nobody ever sees such a version after its time.
    /// </returns>
    public async Task<Allowlist?> SettleAsync(string account, CancellationToken cancellationToken)
    {
        try
        {
            return await SettleOrFailAsync(account, cancellationToken);
        }
        catch (Exception exception) when (StorageExceptions.IsUnavailable(exception, cancellationToken))
        {
            if (await FindAsync(account, StorageTimeout.ForOperations, cancellationToken) is { Pending: { } pending } list
                && pending.IsOver(time.GetUtcNow()))
            {
                return await UndoneAsync(list, pending, StorageTimeout.ForOperations, cancellationToken);
            }

            throw;
        }
    }

    /// <summary>
    /// The newest version of an account's list as it is stored, which may be one that was not confirmed in time; null where the
    /// account does not exist or is deleted.
    /// </summary>
    public async Task<Allowlist?> FindAsync(string account, StorageTimeout timeout, CancellationToken cancellationToken)
    {
        var table = TableFor(timeout);
        return await table.FindAsync(account, RowKeys.Head, cancellationToken) is { } row && Head.Read(row) is { IsDeleted: false } head
            ? new(account, head, head.State, new PageReader(table, cache, account))
            : null;
    }

    /// <summary>What a list is from the time on at which a version that nobody confirmed is over. Writes nothing.</summary>
    /// <exception cref="InvalidDataException">The version before it is gone.</exception>
    public async Task<Allowlist> UndoneAsync(
        Allowlist current, PendingVersion pending, StorageTimeout timeout, CancellationToken cancellationToken)
    {
        var table = TableFor(timeout);
        var row = await table.FindAsync(current.Account, RowKeys.Version(pending.RevertsTo), cancellationToken)
            ?? throw new InvalidDataException($"Version {pending.RevertsTo} of account {current.Account} is gone, but a pending one goes back to it.");
        var state = ListState.Read(row);
        return new(
            current.Account,
            current.Head with { Pending = null },
            state with { Settings = Restoration.Reverted(current.Settings, state.Settings) },
            new PageReader(table, cache, current.Account));
    }

    /// <inheritdoc/>
    public async Task<bool> KeepsAsync(string account, long version, CancellationToken cancellationToken) =>
        await FindAsync(account, StorageTimeout.ForOperations, cancellationToken) is { } current
        && await FindVersionAsync(current, version, cancellationToken) is not null;

    /// <summary>A version of a list, given the newest one; null where there is none, or it is not kept any more.</summary>
    public async Task<Allowlist?> FindVersionAsync(Allowlist current, long version, CancellationToken cancellationToken)
    {
        if (version < current.OldestVersion || version > current.Version)
        {
            return null;
        }

        var table = TableFor(StorageTimeout.ForOperations);
        return await table.FindAsync(current.Account, RowKeys.Version(version), cancellationToken) is { } row
            ? new(current.Account, current.Head, ListState.Read(row), new PageReader(table, cache, current.Account))
            : null;
    }

    /// <inheritdoc/>
    public async Task<IAllowlist?> FindVersionAsync(IAllowlist current, long version, CancellationToken cancellationToken) =>
        await FindVersionAsync((Allowlist)current, version, cancellationToken);

    /// <summary>The audit of an account, newest first.</summary>
    /// <param name="since">The time to stop at, in Unix seconds; null for all.</param>
    /// <param name="after">The <see cref="StoredAudit.Position"/> to begin after; null for the newest.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IAsyncEnumerable<StoredAudit> ReadAuditAsync(
        string account, long? since, string? after, CancellationToken cancellationToken) =>
        TableFor(StorageTimeout.ForOperations).ReadAsync(account, AuditRow.Range(since * 1000, after), columns: null, cancellationToken).Select(AuditRow.Read);

    /// <inheritdoc/>
    public Task<CommitResult<T>> CommitAsync<T>(
        string account, PlanChange<T> plan, CheckOutcome check, CancellationToken cancellationToken) =>
        CommitAsync(account, plan, check, _ => [], cancellationToken);

    /// <summary>As the other one, with other rows of the account's partition that change in the same transaction.</summary>
    /// <param name="plan">Says what to do with the list as it is.</param>
    /// <param name="check">Says whether the resulting list may come to be.</param>
    /// <param name="rows">The rows, given what the plan found.</param>
    /// <param name="cancellationToken">Stops the commit. Then it may have happened or not.</param>
    public async Task<CommitResult<T>> CommitAsync<T>(
        string account, PlanChange<T> plan, CheckOutcome check, Func<T, IReadOnlyList<RowChange>> rows, CancellationToken cancellationToken)
    {
        // Writers of this process take turns, which spares them races; those of others are held off by the ETag of the head.
        using var held = await locks.AcquireAsync(account, cancellationToken);
        for (var tries = 1; ; tries++)
        {
            if (await SettleOrFailAsync(account, cancellationToken) is not { } before)
            {
                return new(null, null, null, null, default);
            }

            if (await TryCommitAsync(before, plan, check, rows, cancellationToken) is { } result)
            {
                return result;
            }

            if (tries == MostTries)
            {
                return new(before, before, Refusal.Contended, null, default);
            }

            // Plan and check run anew on the list of whoever came first: what was judged before says nothing about it.
            await PauseAsync(tries, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<DryRun<T>?> DryRunAsync<T>(
        string account, PlanChange<T> plan, CheckOutcome check, CancellationToken cancellationToken) =>
        await SettleAsync(account, cancellationToken) is { } before
            ? (await PrepareAsync(before, plan, check, cancellationToken)).Run
            : null;

    /// <summary>Does all of a commit but the writing.</summary>
    /// <returns>What it would come to, and what would be written; null for that where there is nothing to write.</returns>
    private async Task<(DryRun<T> Run, CommitAttempt? Attempt)> PrepareAsync<T>(
        Allowlist before, PlanChange<T> plan, CheckOutcome check, CancellationToken cancellationToken)
    {
        var (change, refusal, found) = await plan(before, cancellationToken);
        if (change is null)
        {
            return (new(before, before, refusal, found), null);
        }

        var attempt = await committer.PrepareAsync(before, change, cancellationToken);
        var after = committer.Outcome(before.Account, attempt);
        return (new(before, after, await check(before, after, cancellationToken), found), attempt);
    }

    /// <summary>Tries once.</summary>
    /// <returns>Null where it has to be tried anew.</returns>
    private async Task<CommitResult<T>?> TryCommitAsync<T>(
        Allowlist before, PlanChange<T> plan, CheckOutcome check, Func<T, IReadOnlyList<RowChange>> rows, CancellationToken cancellationToken)
    {
        var (run, prepared) = await PrepareAsync(before, plan, check, cancellationToken);
        if (run.Refusal is not null || prepared is null)
        {
            return new(before, before, run.Refusal, null, run.Found);
        }

        var attempt = prepared with { Rows = rows(run.Found!) };
        return await TryWriteAsync(before.Account, attempt, cancellationToken)
            ? new(before, committer.Committed(before.Account, attempt), null, attempt.Change, run.Found)
            : null;
    }

    private async Task<Allowlist?> SettleOrFailAsync(string account, CancellationToken cancellationToken)
    {
        for (var tries = 1; tries <= MostTries; tries++)
        {
            var list = await FindAsync(account, StorageTimeout.ForOperations, cancellationToken);
            if (list?.Pending is not { } pending || !pending.IsOver(time.GetUtcNow()))
            {
                return list;
            }

            await TryRevertAsync(list, pending, cancellationToken);
        }

        throw new TimeoutException($"The unconfirmed version of account {account} could not be undone: others changed it all the time.");
    }

    private Task<bool> TryWriteAsync(string account, CommitAttempt attempt, CancellationToken cancellationToken) => WatchedAsync(
        account,
        () => committer.TryWriteAsync(account, attempt, cancellationToken),
        () => committer.Committed(account, attempt));

    /// <summary>Writes, and lets the watchers hear of it: also where nobody knows whether it was written.</summary>
    private async Task<bool> WatchedAsync(string account, Func<Task<bool>> write, Func<Allowlist?> written)
    {
        // Taken before the write, so that what is kept from it never seems younger than it is.
        var before = time.GetTimestamp();
        bool isWritten;
        try
        {
            isWritten = await write();
        }
        catch
        {
            // It may have been written: what watchers keep in memory must not be trusted as the newest any more.
            watchers.ForEach(watcher => watcher.MayHaveChanged(account));
            throw;
        }

        if (isWritten)
        {
            var current = written();
            foreach (var watcher in watchers)
            {
                await watcher.ChangedAsync(account, current, before);
            }
        }

        return isWritten;
    }

    // Where another commit comes first, that may have been the same one: the list has to be read again in any case.
    private async Task TryRevertAsync(Allowlist current, PendingVersion pending, CancellationToken cancellationToken)
    {
        var earlier = await FindVersionAsync(current, pending.RevertsTo, cancellationToken)
            ?? throw new InvalidDataException($"Version {pending.RevertsTo} of account {current.Account} is gone, but a pending one goes back to it.");
        var change = await Restoration.RevertAsync(pending, current, earlier, cancellationToken);
        var attempt = await committer.PrepareAsync(current, change, cancellationToken);
        _ = await TryWriteAsync(current.Account, attempt, cancellationToken);
    }

    private IRowTable TableFor(StorageTimeout timeout) => tables.Open(TableNames.Allowlists, timeout);

    private Task PauseAsync(int tries, CancellationToken cancellationToken)
    {
        // Random, so that those who lost the same race do not meet in the next one.
        var milliseconds = RandomNumberGenerator.GetInt32(PauseMilliseconds << tries);
        return Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, cancellationToken);
    }
}
