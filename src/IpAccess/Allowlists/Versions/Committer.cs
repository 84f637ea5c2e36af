using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Storage;

namespace IpAccess.Allowlists.Versions;

/// <summary>Makes one try of a commit ready, and writes it.</summary>
internal sealed class Committer(IRowTable table, PageCache cache, PageLimits limits, TimeProvider time)
{
    private static readonly TimeSpan PagesGoStale = TimeSpan.FromMinutes(10);

    /// <summary>Makes the new pages and rows, and writes nothing.</summary>
    public async Task<CommitAttempt> PrepareAsync(Allowlist before, Change change, CancellationToken cancellationToken)
    {
        var edited = change.RulesOf is { } earlier
            ? new EditedTree(Allowlist.RootOf(earlier), [])
            : await new PageTree(limits, ReaderOf(before.Account), time)
                .ApplyAsync(before.Root, Edits.Of(change.Upserts, change.Removals), cancellationToken);
        return CommitAttempt.Of(before.Head, change, edited, time.GetUtcNow());
    }

    /// <summary>The list as it would be; it can be read though nothing is written.</summary>
    public Allowlist Outcome(string account, CommitAttempt attempt) =>
        new(account, attempt.Head, attempt.Head.State, ReaderOf(account).With(attempt.Pages));

    /// <summary>Writes the pages, then the one transaction.</summary>
    /// <returns>False where another commit came first, or where the pages took so long that they could be swept.</returns>
    public async Task<bool> TryWriteAsync(string account, CommitAttempt attempt, CancellationToken cancellationToken)
    {
        // Pages that took longer than this may be swept before the head refers to them: such a commit begins anew.
        await PageRows.WriteAsync(table, account, attempt.Pages, cancellationToken);
        return !attempt.IsStale(time.GetUtcNow(), PagesGoStale)
            && await table.TryApplyAsync(account, attempt.ToTransaction(), attempt.Proof, cancellationToken);
    }

    /// <summary>The list as it is after the commit, its new pages in memory; null where the account is deleted by it.</summary>
    public Allowlist? Committed(string account, CommitAttempt attempt)
    {
        // Whoever reads this version next is likely to be here: nobody reads back what was just written.
        foreach (var page in attempt.Pages)
        {
            cache.Add(account, page.Ref.Id, page.Page);
        }

        return attempt.Head.IsDeleted ? null : new(account, attempt.Head, attempt.Head.State, ReaderOf(account));
    }

    private PageReader ReaderOf(string account) => new(table, cache, account);
}
