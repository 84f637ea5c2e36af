using IpAccess.Allowlists.Versions;
using IpAccess.Networks;
using IpAccess.Testing.Stores;

namespace IpAccess.Testing.Versions;

/// <summary>Which versions and pages are let go of.</summary>
public abstract class RetentionContract : VersionsContract
{
    private static readonly TimeSpan NoTime = TimeSpan.Zero;

    [Fact]
    public async Task The_newest_versions_are_kept_whatever_their_age()
    {
        await CommitHostsAsync(6);
        Time.Advance(TimeSpan.FromDays(1_000));

        Assert.Equal(5, await Retention().RetainAsync(Account, keepVersions: 3, NoTime, Token));

        Assert.Equal(5, (await CurrentAsync()).OldestVersion);
        Assert.Equal(3, (await RowsAsync("version-")).Count);
        Assert.Null(await Store().FindVersionAsync(Account, 4, Token));
        Assert.Equal(4, (await NetworksAsync((await ColdStore().FindVersionAsync(Account, 5, Token))!)).Length);
    }

    [Fact]
    public async Task A_version_is_kept_for_a_while_after_it_was_replaced()
    {
        await CommitHostsAsync(2);
        Time.Advance(TimeSpan.FromDays(100));
        await CommitHostsAsync(2, first: 50);
        Time.Advance(VersionRetention.VersionsKeptFor);

        Assert.Equal(3, await Retention().RetainAsync(Account, 1, VersionRetention.VersionsKeptFor, Token));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, await Retention().RetainAsync(Account, 1, VersionRetention.VersionsKeptFor, Token));
    }

    [Fact]
    public async Task Young_or_few_versions_are_all_kept()
    {
        await CommitHostsAsync(3);
        Time.Advance(TimeSpan.FromDays(91));

        Assert.Equal(1, await Retention().RetainAsync(Account, VersionRetention.VersionsKept, NoTime, Token));
        Assert.Equal(1, await Retention().RetainAsync(Account, 1, TimeSpan.FromDays(92), Token));
    }

    [Fact]
    public async Task Pages_go_with_the_last_version_that_needs_them()
    {
        var networks = Some.Hosts(5_000);
        await CommitAsync(Some.Add(networks));
        await CommitAsync(Some.Remove(networks[0]));
        Time.Advance(TimeSpan.FromHours(2));
        var pages = (await RowsAsync("page-")).Count;

        Assert.Equal(0, await Retention().SweepAsync(Account, Token));
        await Retention().RetainAsync(Account, keepVersions: 1, NoTime, Token);
        Assert.Equal(1, await Retention().SweepAsync(Account, Token));

        Assert.Equal(pages - 1, (await RowsAsync("page-")).Count);
        Assert.Equal(networks[1..].Order(), await NetworksAsync(await CurrentAsync()));
    }

    [Fact]
    public async Task Pages_below_list_pages_are_needed_too()
    {
        var store = Store(limits: new() { Rules = 50, RootRefs = 2, ListRefs = 8 });
        var networks = Some.Hosts(1_000);
        await store.CommitAsync(Account, Some.Add(networks), Some.NoCheck, Token);
        await store.CommitAsync(Account, Some.Remove(networks[0]), Some.NoCheck, Token);
        await store.CommitAsync(Account, Some.Remove(networks[1..]), Some.NoCheck, Token);
        Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(0, await Retention().SweepAsync(Account, Token));
        await Retention().RetainAsync(Account, keepVersions: 2, NoTime, Token);
        Assert.InRange(await Retention().SweepAsync(Account, Token), 2, 4);
        var before = await ColdStore().FindVersionAsync(Account, 3, Token);
        Assert.Equal(networks[1..].Order(), await NetworksAsync(before!));
        await Retention().RetainAsync(Account, keepVersions: 1, NoTime, Token);
        await Retention().SweepAsync(Account, Token);

        Assert.Empty(await RowsAsync("page-"));
    }

    [Fact]
    public async Task Several_may_let_go_at_once()
    {
        var networks = Some.Hosts(2_000);
        await CommitAsync(Some.Add(networks));
        await CommitHostsAsync(Effort.Of(20, 200));
        Time.Advance(TimeSpan.FromHours(2));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await Retention().RetainAsync(Account, keepVersions: 1, NoTime, Token);
            await Retention().SweepAsync(Account, Token);
        })));
        await Retention().RetainAsync(Account, keepVersions: 1, NoTime, Token);
        await Retention().SweepAsync(Account, Token);

        Assert.Single(await RowsAsync("version-"));
        Assert.Single(await RowsAsync("page-"));
        Assert.Equal(networks.Length, (await NetworksAsync(await CurrentAsync())).Length - Effort.Of(20, 200));
    }

    [Fact]
    public async Task Letting_go_goes_on_where_it_was_killed()
    {
        await CommitHostsAsync(6);
        var killed = new ScriptedTables(Tables, (changes, apply) =>
            ScriptedTables.IsCommit(changes) ? apply() : throw new NotSupportedException("killed"));
        await Assert.ThrowsAsync<NotSupportedException>(() => Retention(killed).RetainAsync(Account, 2, TimeSpan.FromDays(-1), Token));
        Assert.Equal(7, (await RowsAsync("version-")).Count);

        Assert.Equal(6, await Retention().RetainAsync(Account, 2, TimeSpan.FromDays(-1), Token));

        Assert.Equal(2, (await RowsAsync("version-")).Count);
    }

    [Fact]
    public async Task A_commit_meanwhile_is_not_undone_by_letting_go()
    {
        await CommitHostsAsync(6);
        var racing = new ScriptedTables(Tables, async (changes, apply) =>
        {
            if (ScriptedTables.IsCommit(changes))
            {
                await CommitHostsAsync(1, first: 500);
            }

            return await apply();
        });

        Assert.Equal(1, await Retention(racing).RetainAsync(Account, 2, TimeSpan.FromDays(-1), Token));

        Assert.Equal(8, (await CurrentAsync()).Version);
        Assert.Equal(8, (await RowsAsync("version-")).Count);
    }

    [Fact]
    public async Task An_account_that_never_was_has_nothing_to_let_go()
    {
        Assert.Equal(0, await Retention().RetainAsync("absent", 1, NoTime, Token));
        Assert.Equal(0, await Retention().SweepAsync("absent", Token));
        Assert.Equal(0, await Retention().RetainAuditAsync("absent", NoTime, Token));
    }

    private async Task CommitHostsAsync(int count, uint first = 1)
    {
        for (var i = first; i < first + count; i++)
        {
            await CommitAsync(Some.Add(Network.IPv6(i, 128)));
        }
    }
}
