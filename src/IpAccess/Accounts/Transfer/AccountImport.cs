using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Keys;
using IpAccess.Text;

namespace IpAccess.Accounts.Transfer;

/// <summary>
/// Makes accounts from files, all or nothing: the row in <c>Accounts</c> is taken, keys and pages are written, which nobody sees, and
/// one transaction makes the account. What was written before an interruption is noted, so that the same file sent again goes on
/// from there, and another one begins anew; of two at once the later one goes on. A file whose account was made from it, and has
/// not been changed since, is success.
/// </summary>
internal sealed class AccountImport(
    AccountRows accounts, AllowlistStore allowlists, KeyStore keys, ImportJournal journal, TimeProvider clock)
{
    private static Refusal UnderWay { get; } = Refusal.Conflict("Another request imports the account, and goes on.");

    /// <summary>Makes an account of a file whose start was read.</summary>
    /// <param name="actor">The operator.</param>
    /// <param name="file">The file.</param>
    /// <param name="start">What its start comes to.</param>
    /// <param name="parent">The account's parent; null for none.</param>
    /// <param name="cancellationToken">Stops it; it can be gone on with.</param>
    /// <returns>The account, or why there is none.</returns>
    public async Task<(AccountRecord? Account, Refusal? Refusal)> ImportAsync(
        Actor actor, AccountFileReader file, string start, string? parent, CancellationToken cancellationToken)
    {
        var id = file.Header!.Account;
        if (await allowlists.SettleAsync(id, cancellationToken) is { } existing)
        {
            return await CompareAsync(file, existing, parent, cancellationToken);
        }

        if (await RefuseAsync(file, parent, cancellationToken) is { } wrong)
        {
            return (null, wrong);
        }

        var (account, refusal) = await ClaimAsync(file.Header, parent, cancellationToken);
        if (account is null)
        {
            return (null, refusal);
        }

        return await journal.TakeAsync(id, file.Keys, start, cancellationToken) is { } progress
            ? await WriteAsync(actor, file, account, progress, cancellationToken)
            : (null, UnderWay);
    }

    private static Refusal Taken(string id) => Refusal.Conflict($"The account id {id} is taken.");

    private static Refusal? RefusalOf(AccountFileReader file) =>
        file.IsTooLong ? Refusal.TooLong(TransferEndpoints.MostBytes)
        : file.Faults.Any ? Refusal.Invalid(file.Faults)
        : null;

    /// <summary>What stands in the way before anything is written; null for nothing.</summary>
    private async Task<Refusal?> RefuseAsync(AccountFileReader file, string? parent, CancellationToken cancellationToken)
    {
        if (parent is not null && await accounts.FindAsync(parent, cancellationToken) is not { Exists: true })
        {
            var faults = new Faults();
            faults.Add("parent", parent, "unknown_account", "There is no such account.");
            return Refusal.Invalid(faults);
        }

        return await journal.FindTakenKeyAsync(file.Keys, cancellationToken) is { } key
            ? Refusal.Conflict($"The key id {key} is taken.")
            : null;
    }

    /// <summary>Whether an account that exists is the file's, as it was made from it.</summary>
    private async Task<(AccountRecord? Account, Refusal? Refusal)> CompareAsync(
        AccountFileReader file, Allowlist existing, string? parent, CancellationToken cancellationToken)
    {
        var header = file.Header!;
        if (existing.Version != header.Version || existing.NextRuleId != header.NextRuleId || existing.Parent != parent)
        {
            return (null, Taken(header.Account));
        }

        _ = await file.ReadRulesAsync(cancellationToken).CountAsync(cancellationToken);
        return RefusalOf(file) is { } refusal ? (null, refusal)
            : existing.ChangeId == file.Hash ? await OpenAsync(file, cancellationToken)
            : (null, Taken(header.Account));
    }

    private async Task<(AccountRecord? Account, Refusal? Refusal)> ClaimAsync(
        AccountFileHeader header, string? parent, CancellationToken cancellationToken)
    {
        var claim = new AccountRecord(
            header.Account, header.Name, parent, clock.GetUtcNow().ToUnixTimeSeconds(), AccountState.Importing);
        var earlier = await accounts.FindAsync(header.Account, cancellationToken);
        var isClaimed = earlier switch
        {
            null => await accounts.TryAddAsync(claim, cancellationToken),
            { State: AccountState.Importing } => await accounts.TryReplaceAsync(earlier, claim, cancellationToken),
            _ => false,
        };
        var account = await accounts.FindAsync(header.Account, cancellationToken);
        if (account is not { State: AccountState.Importing } || !(isClaimed || account.IsSameAs(claim)))
        {
            return (null, Taken(header.Account));
        }

        // Claimed first: from now on the parent can not be deleted.
        if (parent is not null && await accounts.FindAsync(parent, cancellationToken) is not { State: AccountState.Alive })
        {
            await accounts.TryReplaceAsync(account, account with { Parent = null }, cancellationToken);
            return (null, Refusal.Conflict($"The account {parent} is being deleted."));
        }

        return (account, null);
    }

    private async Task<(AccountRecord? Account, Refusal? Refusal)> WriteAsync(
        Actor actor, AccountFileReader file, AccountRecord account, ImportProgress begun, CancellationToken cancellationToken)
    {
        var (progress, rules, hash) = (begun, new List<Rule>(), begun.Hash);
        await foreach (var rule in file.ReadRulesAsync(cancellationToken))
        {
            hash = file.Hash;
            if (file.Rules == begun.Rules && hash != begun.Hash)
            {
                return await RestartAsync(account.Id, begun, cancellationToken);
            }

            if (file.Rules > begun.Rules)
            {
                rules.Add(rule);
            }

            if (rules.Count < journal.RulesAtOnce)
            {
                continue;
            }

            if (await journal.AddAsync(account.Id, progress, rules, hash, cancellationToken) is not { } next)
            {
                return (null, UnderWay);
            }

            (progress, rules) = (next, []);
        }

        return RefusalOf(file) is { } refusal ? (null, refusal)
            : file.Rules < begun.Rules ? await RestartAsync(account.Id, begun, cancellationToken)
            : await MakeAsync(actor, file, account, (progress, rules, hash), cancellationToken);
    }

    // The start is the same, and the rules are not: they have been read past, and only the next try can write them.
    private async Task<(AccountRecord? Account, Refusal? Refusal)> RestartAsync(
        string account, ImportProgress progress, CancellationToken cancellationToken)
    {
        await journal.RestartAsync(account, progress, cancellationToken);
        return (null, Refusal.Conflict("The file is not the one whose import began. That one is forgotten now: send this one again."));
    }

    /// <summary>Writes the last rules and makes the account: from then on it is there, but for its row in <c>Accounts</c>.</summary>
    private async Task<(AccountRecord? Account, Refusal? Refusal)> MakeAsync(
        Actor actor,
        AccountFileReader file,
        AccountRecord account,
        (ImportProgress Progress, List<Rule> Rules, string Hash) left,
        CancellationToken cancellationToken)
    {
        var progress = left.Rules.Count > 0
            ? await journal.AddAsync(account.Id, left.Progress, left.Rules, left.Hash, cancellationToken)
            : left.Progress;
        if (progress is null || await journal.EndAsync(account.Id, progress, cancellationToken) is not { } end)
        {
            return (null, UnderWay);
        }

        var entry = AuditJson.Entry(
            "restored", actor, new { }, new { Keys = file.Keys.Count, progress.Root.RuleCount, file.Header!.Version });
        return await allowlists.InsertAsync(account.Id, HeadOf(file, account.Parent, progress.Root), entry, [end], cancellationToken)
            ? await OpenAsync(file, cancellationToken)
            : (null, UnderWay);
    }

    private Head HeadOf(AccountFileReader file, string? parent, Root root)
    {
        var header = file.Header!;
        return Head.First(parent, clock.GetUtcNow()) with
        {
            State = new()
            {
                Version = header.Version,
                ChangeId = file.Hash,
                Settings = header.Settings,
                Root = root,
                NextRuleId = header.NextRuleId,
                UpdatedAt = header.UpdatedAt,
            },
            Oldest = header.Version,
        };
    }

    // The same file may have been sent again meanwhile: then the claim is its, and the account is the same.
    private async Task<(AccountRecord? Account, Refusal? Refusal)> OpenAsync(AccountFileReader file, CancellationToken cancellationToken)
    {
        var id = file.Header!.Account;
        if (await accounts.FindAsync(id, cancellationToken) is not { } account
            || await accounts.TryMoveAsync(account, [AccountState.Importing], AccountState.Alive, deletedAt: null, cancellationToken) is not { } opened)
        {
            return (null, Taken(id));
        }

        // Memory may know them as dead.
        keys.MayHaveChanged(id, [.. file.Keys.Select(key => key.Id)]);
        return (opened, null);
    }
}
