using IpAccess.Allowlists.Versions;
using IpAccess.Storage;
using IpAccess.Telemetry;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Maintenance;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Maintenance;

/// <summary>Runs that end at one of their writes, at each in turn, before it or after it.</summary>
public sealed class KilledRunTests
{
    private const int MostWrites = 50;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_was_killed_at_any_write_is_completed_by_the_next_one(bool before)
    {
        for (var nth = 1; nth <= MostWrites; nth += Effort.Of(3, 1))
        {
            var tables = new ScriptedTables(new MemoryTables());
            await using var scene = await MaintenanceScene.StartAsync(tables);
            using var deleted = await DeletedAndAgedAsync(scene);
            using var kill = Kill(tables, nth, before);
            var run = scene.RunAsync(cancellationToken: kill.Token);
            if (await Record.ExceptionAsync(() => run) is null)
            {
                Assert.False(kill.IsCancellationRequested);
                Assert.InRange(nth, 8, MostWrites - 1);
                return;
            }

            Assert.True(kill.IsCancellationRequested);
            (tables.BeforeWrite, tables.AfterWrite) = ((_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask);
            await scene.RunAsync();

            await IsDoneAsync(scene);
        }

        Assert.Fail("The runs never came to their end.");
    }

    [Fact]
    public async Task Two_runs_at_once_do_what_one_does()
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var scene = await MaintenanceScene.StartAsync(tables);
        using var deleted = await DeletedAndAgedAsync(scene);

        // Each waits before its first write until the other has come as far, and then they go on side by side.
        var waiting = 0;
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        tables.BeforeWrite = async (_, _) =>
        {
            if (Interlocked.Increment(ref waiting) == 2)
            {
                both.SetResult();
            }

            await both.Task;
            await Task.Yield();
        };
        await Task.WhenAll(Task.Run(() => scene.RunAsync()), Task.Run(() => scene.RunAsync()));
        await scene.RunAsync();

        await IsDoneAsync(scene);
    }

    [Fact]
    public async Task Of_two_runs_at_once_one_may_be_killed_at_any_write()
    {
        var kills = 0;
        for (var nth = 1; nth <= MostWrites / 2; nth += Effort.Of(3, 1))
        {
            var tables = new MemoryTables();
            await using var scene = await MaintenanceScene.StartAsync(tables);
            using var deleted = await DeletedAndAgedAsync(scene);
            var doomed = new ScriptedTables(tables);
            using var kill = Kill(doomed, nth, before: nth % 2 == 0);

            var killed = Task.Run(() => Record.ExceptionAsync(() => scene.RunAsync(doomed, kill.Token)));
            await Task.WhenAll(killed, Task.Run(() => scene.RunAsync()));
            await scene.RunAsync();

            await IsDoneAsync(scene);
            kills += await killed is null ? 0 : 1;
        }

        // The later the write, the likelier the other run had done all by then.
        Assert.NotEqual(0, kills);
    }

    [Fact]
    public async Task A_deletion_that_was_interrupted_is_finished_and_then_the_account_is_emptied()
    {
        for (var nth = 1; nth <= MostWrites; nth++)
        {
            var tables = new ScriptedTables(new MemoryTables());
            await using var scene = await MaintenanceScene.StartAsync(tables);
            using var owner = await scene.MakeAsync("acme");
            using var kill = Kill(tables, nth, before: false);
            await Record.ExceptionAsync(() => scene.DeleteAsync("acme"));
            tables.AfterWrite = (_, _) => Task.CompletedTask;
            var isAlive = (await owner.CallAsync("GET", "/v1/allowlist")).Status == 200;

            for (var run = 0; run < 2; run++)
            {
                await scene.RunAsync();
                scene.Clock.Advance(MaintenanceScene.Kept + TimeSpan.FromSeconds(1));
            }

            await scene.RunAsync();
            if (isAlive)
            {
                // Logged, or marked as closing, and no more: the operator has to ask again.
                Assert.InRange(nth, 1, 2);
                Assert.Equal(1, await scene.NetworksAsync("acme"));
                continue;
            }

            Assert.Empty(await scene.EverythingAsync("acme"));
            if (!kill.IsCancellationRequested)
            {
                Assert.InRange(nth, 5, MostWrites - 1);
                return;
            }
        }

        Assert.Fail("The deletions never came to their end.");
    }

    // An account with something to let go of, and beside it a deleted one with more than a batch of rows.
    private static async Task<HttpClient> DeletedAndAgedAsync(MaintenanceScene scene)
    {
        using var alive = await scene.MakeAsync("aged");
        await scene.GrowAsync("aged", VersionRetention.VersionsKept + 5);
        var owner = await scene.MakeAsync("gone");
        await scene.GrowAsync("gone", RowLimits.Changes);
        scene.Clock.Advance(VersionRetention.AuditKeptFor + TimeSpan.FromDays(1));
        await scene.GrowAsync("aged", 1);
        await scene.DeleteAsync("gone");
        scene.Clock.Advance(MaintenanceScene.Kept + TimeSpan.FromSeconds(1));
        return owner;
    }

    private static async Task IsDoneAsync(MaintenanceScene scene)
    {
        Assert.Empty(await scene.EverythingAsync("gone"));
        Assert.True(await scene.IsFreeAsync("gone"));
        Assert.Equal(VersionRetention.VersionsKept, (await scene.RowsAsync("aged", "version-")).Count);
        // Each version of this list has one page, and shares it with none.
        Assert.Equal(VersionRetention.VersionsKept, (await scene.RowsAsync("aged", "page-")).Count);
        Assert.Single(await scene.RowsAsync("aged", "audit-"));
        Assert.Equal(VersionRetention.VersionsKept + 7, await scene.NetworksAsync("aged"));
    }

    // From the nth write on nothing happens any more.
    private static CancellationTokenSource Kill(ScriptedTables tables, int nth, bool before)
    {
        var kill = new CancellationTokenSource();
        var writes = 0;
        async Task Count(string table, string partition)
        {
            if (++writes >= nth)
            {
                await kill.CancelAsync();
                throw new TimeoutException("The process is gone.");
            }
        }

        if (before)
        {
            tables.BeforeWrite = Count;
        }
        else
        {
            tables.AfterWrite = Count;
        }

        return kill;
    }
}
