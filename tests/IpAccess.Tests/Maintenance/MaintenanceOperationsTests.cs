using System.Collections.Concurrent;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Maintenance;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Maintenance;

public sealed class MaintenanceOperationsTests
{
    [Fact]
    public async Task A_fault_at_one_account_fails_the_run_and_leaves_the_others_done()
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var scene = await MaintenanceScene.StartAsync(tables);
        string[] accounts = ["a", "b", "c"];
        foreach (var account in accounts)
        {
            using var owner = await scene.MakeAsync(account);
            await scene.DeleteAsync(account);
        }

        scene.Clock.Advance(MaintenanceScene.Kept + TimeSpan.FromSeconds(1));
        var fault = new TimeoutException("The line is cut.");
        tables.BeforeWrite = (_, partition) => partition == "b" ? throw fault : Task.CompletedTask;

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => scene.RunAsync());

        Assert.Same(fault, failed.InnerException);
        Assert.Contains("1", failed.Message, StringComparison.Ordinal);
        Assert.Empty(await scene.EverythingAsync("a"));
        Assert.NotEmpty(await scene.EverythingAsync("b"));
        Assert.Empty(await scene.EverythingAsync("c"));
    }

    [Fact]
    public async Task A_run_that_is_told_to_stop_stops_at_once()
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var scene = await MaintenanceScene.StartAsync(tables);
        using var first = await scene.MakeAsync("a");
        using var second = await scene.MakeAsync("b");
        await scene.DeleteAsync("a");
        await scene.DeleteAsync("b");
        scene.Clock.Advance(MaintenanceScene.Kept + TimeSpan.FromSeconds(1));
        using var stop = new CancellationTokenSource();
        var writes = 0;
        tables.AfterWrite = (_, _) => ++writes == 1 ? stop.CancelAsync() : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.RunAsync(cancellationToken: stop.Token));

        Assert.Equal(1, writes);
    }

    [Fact]
    public async Task Every_partition_that_an_account_wrote_to_is_empty_in_the_end()
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var scene = await MaintenanceScene.StartAsync(tables);
        var written = new ConcurrentDictionary<(string Table, string Partition), bool>();
        tables.AfterWrite = (table, partition) => Task.FromResult(written[(table, partition)] = true);
        using var owner = await scene.MakeAsync("acme");
        await scene.DeleteAsync("acme");
        scene.Clock.Advance(MaintenanceScene.Kept + TimeSpan.FromSeconds(1));

        await scene.RunAsync();

        Assert.Contains((TableNames.Keys, "acme"), written.Keys.Select(key => key with { Partition = "acme" }));
        Assert.Contains((TableNames.Allowlists, "acme"), written.Keys);
        // The log of the operator is nobody's, and stays.
        foreach (var (table, partition) in written.Keys.Except([(TableNames.Accounts, "operator-audit")]))
        {
            Assert.Empty(await scene.RowsAsync(partition, table: table));
        }
    }
}
