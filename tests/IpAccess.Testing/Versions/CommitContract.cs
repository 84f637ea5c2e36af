using Azure.Data.Tables;
using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Storage;

namespace IpAccess.Testing.Versions;

/// <summary>Commits that nobody disturbs.</summary>
public abstract class CommitContract : VersionsContract
{
    private static readonly Refusal No = Refusal.WouldLockYouOut(Address.IPv4(1));

    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    public async Task A_commit_of_any_size_is_read_back_and_can_be_taken_back(int size)
    {
        var networks = Some.Hosts(size);
        var committed = await CommitAsync(Some.Add(networks));
        var full = await CurrentAsync();
        Assert.Equal((2, size, size + 1), (full.Version, full.RuleCount, full.NextRuleId));
        Assert.Equal(networks.Order(), await NetworksAsync(full));
        Assert.Equal(networks.Order(), await NetworksAsync(committed));

        await CommitAsync(Some.Remove(networks));

        var empty = await CurrentAsync();
        Assert.Equal((3, 0, size + 1), (empty.Version, empty.RuleCount, empty.NextRuleId));
        Assert.Empty(await NetworksAsync(empty));
        var old = await ColdStore().FindVersionAsync(Account, 2, Token);
        Assert.Equal(networks.Order(), await NetworksAsync(old!));
    }

    [Fact]
    public async Task A_new_account_has_an_empty_first_version()
    {
        var list = await CurrentAsync();

        Assert.Equal((Account, "parent", 1, 0, 1, 1), (list.Account, list.Parent, list.Version, list.RuleCount, list.NextRuleId, list.OldestVersion));
        Assert.Equal(Time.GetUtcNow().ToUnixTimeSeconds(), list.UpdatedAt);
        Assert.True(SettingsText.AreSame(AllowlistSettings.Initial, list.Settings));
        Assert.Equal(list.ChangeId, (await Store().FindVersionAsync(Account, 1, Token))!.ChangeId);
    }

    [Fact]
    public async Task An_account_is_made_once_together_with_its_first_rows()
    {
        var account = Account + "-2";
        var key = RowChange.Insert(new TableEntity { RowKey = "key-1" });

        Assert.True(await Store().CreateAsync(account, null, Some.Entry("account_created"), [key], Token));
        Assert.False(await Store().CreateAsync(account, null, Some.Entry("account_created"), [], Token));

        Assert.NotNull(await Tables.Open(TableNames.Allowlists, StorageTimeout.ForOperations).FindAsync(account, "key-1", Token));
        Assert.Null((await Store().FindAsync(account, StorageTimeout.ForOperations, Token))!.Parent);
    }

    [Fact]
    public async Task A_commit_that_changes_settings_only_makes_a_version()
    {
        var settings = AllowlistSettings.Initial with { Mode = Mode.Monitor, ExemptSurfaces = ["webhooks"], Recoveries = [new(Address.IPv4(1), 5, null)] };

        await CommitAsync(Some.Make(new Change { Settings = settings, Audit = [Some.Entry("settings_changed")] }));

        var list = await CurrentAsync();
        Assert.Equal(2, list.Version);
        Assert.True(SettingsText.AreSame(settings, list.Settings));
        Assert.True(SettingsText.AreSame(AllowlistSettings.Initial, (await Store().FindVersionAsync(Account, 1, Token))!.Settings));
    }

    [Fact]
    public async Task A_rule_takes_the_place_of_the_one_with_its_network()
    {
        await CommitAsync(Some.Add(Some.Host(1), Some.Host(2)));
        var changed = Some.Rule(Some.Host(1), 1, "changed") with { Enabled = false, ExpiresAt = 9, UpdatedAt = 7 };

        await CommitAsync(Some.Make(new Change { Upserts = [changed], Audit = [Some.Entry("rule_changed")] }));

        var rules = await (await CurrentAsync()).ReadAllAsync(Token);
        Assert.Equal([changed, Some.Rule(Some.Host(2), 2)], rules);
    }

    [Fact]
    public async Task A_plan_without_a_change_commits_nothing()
    {
        var nothing = await Store().CommitAsync(Account, Some.Add(), Some.NoCheck, Token);
        var refused = await Store().CommitAsync(Account, (_, _) => Task.FromResult(Plan.Refuse(No)), Some.NoCheck, Token);

        Assert.Equal((1, 1, null, null), (nothing.Before!.Version, nothing.Current!.Version, nothing.Refusal, nothing.Applied));
        Assert.Equal((1, 1, No, null), (refused.Before!.Version, refused.Current!.Version, refused.Refusal, refused.Applied));
        Assert.Single(await AuditAsync());
    }

    [Fact]
    public async Task A_check_reads_the_resulting_list_before_anything_is_written()
    {
        var networks = Some.Hosts(5_000);
        var seen = Array.Empty<Network>();

        var result = await Store().CommitAsync(
            Account,
            Some.Add(networks),
            async (before, after, _) =>
            {
                Assert.Equal((1, 0, 2, 5_000), (before.Version, before.RuleCount, after.Version, after.RuleCount));
                Assert.Single(await after.CoveringAsync(networks[7].First, Token));
                seen = await NetworksAsync(after);
                return No;
            },
            Token);

        Assert.Equal(networks.Order(), seen);
        Assert.Equal(No, result.Refusal);
        Assert.Empty(await RowsAsync("page-"));
        Assert.Equal(1, (await CurrentAsync()).Version);
    }

    [Fact]
    public async Task Versions_that_are_not_there_are_null()
    {
        await CommitAsync(Some.Add(Some.Host(1)));

        Assert.NotNull(await Store().FindVersionAsync(Account, 2, Token));
        Assert.Null(await Store().FindVersionAsync(Account, 3, Token));
        Assert.Null(await Store().FindVersionAsync(Account, 0, Token));
        Assert.Null(await Store().FindVersionAsync(Account, -1, Token));
        Assert.Null(await Store().FindVersionAsync("absent", 1, Token));
    }

    [Fact]
    public async Task A_change_of_other_rows_comes_with_its_audit_and_makes_no_version()
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        var before = await CurrentAsync();
        var key = RowChange.Insert(new TableEntity { RowKey = "key-1", ["Label"] = "edge" });

        var change = new Change { MakesVersion = false, Audit = [Some.Entry("key_created")] };

        var after = (await Store().CommitAsync(Account, Some.Make(change), Some.NoCheck, _ => [key], Token)).Current!;

        Assert.Equal((1, before.UpdatedAt), (after.Version, after.UpdatedAt));
        Assert.NotEqual(before.ChangeId, (await CurrentAsync()).ChangeId);
        Assert.Equal(["key-1"], await RowsAsync("key-"));
        Assert.Single(await RowsAsync("version-"));
        Assert.Equal((1, "key_created"), ((await AuditAsync())[0].Version, (await AuditAsync())[0].Entry.Action));
    }

    [Fact]
    public async Task A_change_that_contradicts_itself_is_refused_loudly()
    {
        await CommitAsync(Some.Add(Some.Host(1)));
        var entry = Some.Entry("rules_added");
        Change[] changes =
        [
            new() { Audit = [] },
            new() { Audit = [entry], NextRuleId = 1 },
            new() { Audit = [entry], MakesVersion = false, Settings = AllowlistSettings.Initial },
            new() { Audit = [entry], MakesVersion = false, Removals = [Some.Host(1)] },
            new() { Audit = [entry], Upserts = [Some.Rule(Some.Host(2), 2), Some.Rule(Some.Host(2), 3)] },
        ];

        foreach (var change in changes)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => Store().CommitAsync(Account, Some.Make(change), Some.NoCheck, Token));
        }

        Assert.Equal(2, (await CurrentAsync()).Version);
    }

    [Fact]
    public async Task A_deleted_account_is_gone_at_once_and_its_name_is_taken()
    {
        var result = await Store().CommitAsync(
            Account,
            Some.Make(new Change { Deletes = true, MakesVersion = false, Audit = [Some.Entry("account_deleted")] }),
            Some.NoCheck,
            Token);

        Assert.NotNull(result.Applied);
        Assert.Null(result.Current);
        Assert.Null(await Store().FindAsync(Account, StorageTimeout.ForDecisions, Token));
        Assert.Null(await Store().FindVersionAsync(Account, 1, Token));
        Assert.False(await Store().CreateAsync(Account, null, Some.Entry("account_created"), [], Token));
        Assert.Equal(new CommitResult<Nothing>(null, null, null, null, default), await Store().CommitAsync(Account, Some.Add(Some.Host(1)), Some.NoCheck, Token));
    }

    [Fact]
    public async Task An_account_that_never_was_is_null()
    {
        Assert.Null(await Store().FindAsync("absent", StorageTimeout.ForDecisions, Token));
        Assert.Equal(new CommitResult<Nothing>(null, null, null, null, default), await Store().CommitAsync("absent", Some.Add(Some.Host(1)), Some.NoCheck, Token));
    }
}
