using IpAccess.Allowlists.Versions;
using IpAccess.Storage;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Maintenance;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Maintenance;

/// <summary>
/// Work that stops at one reading or writing, at each in turn, while its account is deleted, emptied by another run and made anew;
/// and then goes on. Nothing of the new account may change.
/// </summary>
public sealed class LateRunTests
{
    private const int MostOperations = 200;

    // Retention takes long to prepare.
    private static readonly int Stride = Effort.Of(5, 1);

    [Fact]
    public async Task A_late_run_that_empties_an_account_leaves_alone_the_one_made_anew()
    {
        var pauses = await PauseEachAsync(
            async scene =>
            {
                await scene.DeleteAsync("acme");
                scene.Clock.Advance(MaintenanceScene.Kept + TimeSpan.FromSeconds(1));
            },
            (scene, tables) => scene.RunAsync(tables),
            scene => scene.RunAsync());

        Assert.InRange(pauses, 10, MostOperations - 1);
    }

    [Fact]
    public async Task A_late_run_of_retention_leaves_alone_the_account_made_anew()
    {
        var pauses = await PauseEachAsync(
            async scene =>
            {
                await scene.GrowAsync("acme", VersionRetention.VersionsKept + 5);
                scene.Clock.Advance(VersionRetention.AuditKeptFor + TimeSpan.FromDays(1));
            },
            (scene, tables) => scene.RunAsync(tables),
            DeleteAndEmptyAsync,
            stride: Stride);

        Assert.InRange(pauses, 10, MostOperations - 1);
    }

    [Fact]
    public async Task A_late_deletion_leaves_alone_the_account_made_anew()
    {
        var pauses = await PauseEachAsync(
            _ => Task.CompletedTask,
            async (scene, tables) =>
            {
                await using var service = await TestService.StartAsync(tables, scene.Clock);
                using var client = service.Client(TestService.OperatorKey);
                var answer = await client.CallAsync("DELETE", "/v1/accounts/acme");
                Assert.True(answer.Status is 204 or 404 or 409, answer.Text);
            },
            DeleteAndEmptyAsync,
            // What is asked for is logged, and its first look finds the account that it is asked to delete.
            firstPause: 3);

        Assert.InRange(pauses, 8, MostOperations - 1);
    }

    [Fact]
    public async Task A_late_run_of_retention_leaves_alone_what_was_committed_meanwhile()
    {
        for (var nth = 1; ; nth += Stride)
        {
            Assert.InRange(nth, 1, MostOperations);
            var tables = new MemoryTables();
            await using var scene = await MaintenanceScene.StartAsync(tables);
            using var owner = await scene.MakeAsync("acme");
            await scene.GrowAsync("acme", VersionRetention.VersionsKept + 5);
            scene.Clock.Advance(VersionRetention.AuditKeptFor + TimeSpan.FromDays(1));
            var pause = new Pause(tables, nth);
            var late = Task.Run(() => scene.RunAsync(pause.Tables));
            if (!await pause.IsReachedByAsync(late))
            {
                await late;
                Assert.InRange(nth, 10, MostOperations);
                return;
            }

            await scene.GrowAsync("acme", 3);
            scene.Clock.Advance(TimeSpan.FromHours(3));
            pause.Release();
            await late;

            Assert.Equal(VersionRetention.VersionsKept + 9, await scene.NetworksAsync("acme"));
        }
    }

    private static async Task DeleteAndEmptyAsync(MaintenanceScene scene)
    {
        await scene.DeleteTooAsync("acme");
        scene.Clock.Advance(MaintenanceScene.Kept + TimeSpan.FromSeconds(1));
        await scene.RunAsync();
    }

    private static async Task<int> PauseEachAsync(
        Func<MaintenanceScene, Task> prepare,
        Func<MaintenanceScene, ITables, Task> work,
        Func<MaintenanceScene, Task> meanwhile,
        int firstPause = 1,
        int stride = 1)
    {
        for (var nth = firstPause; nth < MostOperations; nth += stride)
        {
            var tables = new MemoryTables();
            await using var scene = await MaintenanceScene.StartAsync(tables);
            using var old = await scene.MakeAsync("acme");
            await prepare(scene);
            var pause = new Pause(tables, nth);
            var late = Task.Run(async () =>
            {
                await work(scene, pause.Tables);
                return true;
            });
            if (!await pause.IsReachedByAsync(late))
            {
                await late;
                return nth - firstPause;
            }

            await meanwhile(scene);
            using var owner = await scene.MakeAsync("acme");
            await scene.GrowAsync("acme", 10);
            var before = await scene.EverythingAsync("acme");
            pause.Release();
            await late.WhileTimePasses(scene.Clock);

            Assert.Equal(before, await scene.EverythingAsync("acme"));
            Assert.Equal(11, await scene.NetworksAsync("acme"));
            await owner.ReadAsync("/v1/keys");
        }

        return MostOperations;
    }
}
