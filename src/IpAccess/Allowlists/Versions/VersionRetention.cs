using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Storage;

namespace IpAccess.Allowlists.Versions;

/// <summary>
/// Lets go of what is not kept any more. Every step may run twice at once, or be killed at any moment: what was not done is
/// done next time.
/// </summary>
internal sealed class VersionRetention(ITables tables, PageCache cache, TimeProvider time)
{
    /// <summary>The newest versions, as many as are always kept.</summary>
    public const int VersionsKept = 100;

    /// <summary>How long a version is kept after a newer one took its place.</summary>
    public static TimeSpan VersionsKeptFor { get; } = TimeSpan.FromDays(90);

    /// <summary>How long an audit entry is kept.</summary>
    public static TimeSpan AuditKeptFor { get; } = TimeSpan.FromDays(400);

    // A commit's pages are not referred to before it ends, and it gives up after ten minutes.
    private static readonly TimeSpan PagesLeftAlone = TimeSpan.FromHours(1);

    private readonly IRowTable table = tables.Open(TableNames.Allowlists, StorageTimeout.ForOperations);

    /// <summary>Lets go of versions that are neither among the newest nor were in force lately.</summary>
    /// <returns>The oldest version kept; 0 where there is no such account.</returns>
    public async Task<long> RetainAsync(
        string account, int keepVersions, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        if (await FindHeadAsync(account, cancellationToken) is not { } head)
        {
            return 0;
        }

        var oldest = await OldestToKeepAsync(account, head, keepVersions, keepFor, cancellationToken);
        if (oldest > head.Oldest)
        {
            // Another commit may come first; then it is raised next time.
            var raise = RowChange.Replace((head with { Oldest = oldest }).ToRow(), head.ETag);
            var isRaised = await table.TryMakeAsync(account, raise, cancellationToken);
            oldest = isRaised ? oldest : head.Oldest;
        }

        await RowSweep.DeleteWhileAsync(
            token => IsLetGoAsync(account, oldest, token), table, account, RowKeys.VersionsBelow(oldest), _ => true, cancellationToken);
        return oldest;
    }

    /// <summary>Deletes the pages that no kept version needs, but none younger than an hour: a commit may be about to need it.</summary>
    /// <returns>The number of pages found.</returns>
    public async Task<int> SweepAsync(string account, CancellationToken cancellationToken)
    {
        // Taken before the versions are read: what is committed after that has younger pages, however long this takes.
        var old = PageRows.Before(time.GetUtcNow() - PagesLeftAlone);
        if (await FindHeadAsync(account, cancellationToken) is not { } head)
        {
            return 0;
        }

        var needed = await NeededPagesAsync(account, head, cancellationToken);
        if (needed is null)
        {
            return 0;
        }

        return await RowSweep.DeleteAsync(
            table, account, old, row => !needed.Contains(PageRows.IdOf(row)), cancellationToken);
    }

    /// <summary>Deletes the audit entries that are older than this.</summary>
    /// <returns>The number of entries found.</returns>
    public Task<int> RetainAuditAsync(string account, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        var old = AuditRow.Before((time.GetUtcNow() - keepFor).ToUnixTimeMilliseconds());
        return RowSweep.DeleteAsync(table, account, old, _ => true, cancellationToken);
    }

    private async Task<Head?> FindHeadAsync(string account, CancellationToken cancellationToken) =>
        await table.FindAsync(account, RowKeys.Head, cancellationToken) is { } row ? Head.Read(row) : null;

    // The account may be deleted and made anew meanwhile: then its versions begin at 1 again.
    private async Task<bool> IsLetGoAsync(string account, long oldest, CancellationToken cancellationToken) =>
        await FindHeadAsync(account, cancellationToken) is { } head && head.Oldest >= oldest;

    private async Task<long> OldestToKeepAsync(
        string account, Head head, int keepVersions, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        var firstAlwaysKept = head.State.Version - keepVersions + 1;
        var limit = (time.GetUtcNow() - keepFor).ToUnixTimeSeconds();
        var replacedAt = long.MaxValue;
        var rows = table.ReadAsync(account, RowKeys.VersionsFrom(head.Oldest), [Columns.UpdatedAt], cancellationToken);
        await foreach (var row in rows)
        {
            var version = RowKeys.VersionOf(row.RowKey);
            if (version < firstAlwaysKept && replacedAt < limit)
            {
                return version + 1;
            }

            replacedAt = row.GetInt64(Columns.UpdatedAt)!.Value;
        }

        return head.Oldest;
    }

    /// <summary>The pages of all kept versions; null where versions were let go while they were read.</summary>
    private async Task<HashSet<string>?> NeededPagesAsync(string account, Head head, CancellationToken cancellationToken)
    {
        var pages = new PageReader(table, cache, account);
        var needed = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await AddPagesAsync(head.State.Root, pages, needed, cancellationToken);
            var versions = RowKeys.VersionsFrom(head.Oldest);
            await foreach (var row in table.ReadAsync(account, versions, [Columns.Root], cancellationToken))
            {
                await AddPagesAsync(Root.Decode(row.GetBinary(Columns.Root)), pages, needed, cancellationToken);
            }
        }
        catch (InvalidDataException)
        {
            if (await IsUnchangedAsync(account, head, cancellationToken))
            {
                throw;
            }

            return null;
        }

        // A version whose row went before it was read may have been restored before: its pages are in force then.
        return await IsUnchangedAsync(account, head, cancellationToken) ? needed : null;
    }

    private async Task<bool> IsUnchangedAsync(string account, Head head, CancellationToken cancellationToken) =>
        await FindHeadAsync(account, cancellationToken) is { } now && now.IsDeleted == head.IsDeleted && now.Oldest == head.Oldest;

    private static async Task AddPagesAsync(
        Root root, PageReader pages, HashSet<string> needed, CancellationToken cancellationToken)
    {
        needed.UnionWith(root.Refs.Select(page => page.Id));
        if (root.HasLists)
        {
            needed.UnionWith((await pages.LeavesAsync(root, cancellationToken)).Select(page => page.Id));
        }
    }
}
