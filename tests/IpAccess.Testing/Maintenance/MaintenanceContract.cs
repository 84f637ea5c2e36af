using Azure.Data.Tables;
using IpAccess.Allowlists.Versions;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Storage;

namespace IpAccess.Testing.Maintenance;

/// <summary>What maintenance does for living and deleted accounts, on every kind of tables. The tables are the test's own.</summary>
public abstract class MaintenanceContract
{
    private protected abstract ITables Tables { get; }

    [Fact]
    public async Task Old_versions_forgotten_pages_old_audit_entries_and_old_attempts_go_and_the_rest_stays()
    {
        await using var scene = await SceneAsync();
        using var owner = await scene.MakeAsync("acme");
        await scene.GrowAsync("acme", VersionRetention.VersionsKept);
        var forgotten = await ForgetPageAsync(scene);
        var pages = (await scene.RowsAsync("acme", "page-")).Count;
        scene.Clock.Advance(VersionRetention.AuditKeptFor + TimeSpan.FromDays(1));
        await scene.GrowAsync("acme", 5);
        await scene.AttemptAsync("acme", first: 100);
        var attempts = await scene.AttemptsAsync("acme");

        await scene.RunAsync();

        Assert.Equal(VersionRetention.VersionsKept, (await scene.RowsAsync("acme", "version-")).Count);
        Assert.Equal(5, (await scene.RowsAsync("acme", "audit-")).Count);
        Assert.DoesNotContain(await scene.RowsAsync("acme", "page-"), row => row.RowKey == forgotten);
        Assert.InRange((await scene.RowsAsync("acme", "page-")).Count, 1, pages + 4);
        Assert.Equal(attempts.Count / 2, (await scene.AttemptsAsync("acme")).Count);
        Assert.Equal(VersionRetention.VersionsKept + 6, await scene.NetworksAsync("acme"));
        await owner.GetStringAsync("/v1/keys");
    }

    [Fact]
    public async Task A_deleted_account_is_emptied_after_fourteen_days_and_its_id_is_free_again()
    {
        await using var scene = await SceneAsync();
        using var owner = await scene.MakeAsync("acme");
        using var neighbour = await scene.MakeAsync("acme-2");
        await scene.GrowAsync("acme", 2 * RowLimits.Changes);
        await scene.DeleteAsync("acme");
        scene.Clock.Advance(MaintenanceScene.Kept);

        await scene.RunAsync();
        Assert.False(await scene.IsFreeAsync("acme"));
        Assert.NotEmpty(await scene.RowsAsync("acme"));
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        await scene.RunAsync();

        Assert.Empty(await scene.EverythingAsync("acme"));
        Assert.Equal(1, await scene.NetworksAsync("acme-2"));
        using var anew = await scene.MakeAsync("acme");
        Assert.Equal(1, await scene.NetworksAsync("acme"));
    }

    private async Task<MaintenanceScene> SceneAsync()
    {
        await Tables.CreateMissingAsync(CancellationToken.None);
        return await MaintenanceScene.StartAsync(Tables);
    }

    // What a commit leaves behind that was killed before its one transaction.
    private async Task<string> ForgetPageAsync(MaintenanceScene scene)
    {
        var row = PageRows.Key(PageId.New(scene.Clock.GetUtcNow()));
        var insert = RowChange.Insert(new TableEntity { RowKey = row, [PageRows.Content] = new byte[] { 1 } });
        Assert.True(await Tables.Open(TableNames.Allowlists, StorageTimeout.ForOperations).TryApplyAsync("acme", [insert], CancellationToken.None));
        return row;
    }
}
