using IpAccess.Allowlists.Versions;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Telemetry;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Maintenance;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Maintenance;

/// <summary>A version is restored while maintenance lets go of it and of its pages.</summary>
public sealed class RestoreRaceTests
{
    private const int MostOperations = 200;
    private const string Restore = "/v1/allowlist/versions/2/restore";

    [Fact]
    public async Task A_restoration_during_which_maintenance_runs_works_or_finds_nothing()
    {
        var statuses = new List<int>();
        for (var nth = 1; nth < MostOperations; nth++)
        {
            var tables = new MemoryTables();
            await using var scene = await MaintenanceScene.StartAsync(tables);
            using var owner = await AgedAsync(scene);
            var paused = new Pause(tables, nth);
            await using var instance = await TestService.StartAsync(paused.Tables, scene.Clock);

            var restoring = RestoreAsync(instance, owner.DefaultRequestHeaders.Authorization!.Parameter);
            var isReached = await paused.IsReachedByAsync(restoring);
            await scene.RunAsync();
            paused.Release();
            statuses.Add(await IsWholeAsync(scene, await FinishAsync(restoring, scene)));
            if (!isReached)
            {
                Assert.Equal([200, 404], statuses.Distinct().Order());
                return;
            }
        }

        Assert.Fail("The restorations never came to their end.");
    }

    [Fact]
    public async Task A_restoration_during_a_run_works_or_finds_nothing()
    {
        var statuses = new List<int>();
        for (var nth = 1; nth < MostOperations; nth++)
        {
            var tables = new MemoryTables();
            await using var scene = await MaintenanceScene.StartAsync(tables);
            using var owner = await AgedAsync(scene);
            var paused = new Pause(tables, nth);

            var running = Task.Run(() => scene.RunAsync(paused.Tables));
            var isReached = await paused.IsReachedByAsync(running);
            var reply = await owner.CallAsync("POST", Restore, string.Empty);
            paused.Release();
            await running;
            statuses.Add(await IsWholeAsync(scene, reply));
            if (!isReached)
            {
                Assert.Equal([200, 404], statuses.Distinct().Order());
                return;
            }
        }

        Assert.Fail("The runs never came to their end.");
    }

    [Fact]
    public async Task A_run_that_read_the_newest_versions_before_a_restoration_takes_no_page_of_it()
    {
        var tables = new MemoryTables();
        await using var scene = await MaintenanceScene.StartAsync(tables);
        using var owner = await AgedAsync(scene);
        using var cache = new PageCache();

        // Between two parts of the versions that it reads, one is restored, and another run lets go of its row.
        var isCut = false;
        var segmented = new ScriptedTables(tables)
        {
            BetweenParts = range => isCut || !range.From.StartsWith("version-", StringComparison.Ordinal) ? null : async () =>
            {
                isCut = true;
                (await owner.CallAsync("POST", Restore, string.Empty)).Is(200);
                await new VersionRetention(tables, cache, scene.Clock).RetainAsync(
                    "acme", VersionRetention.VersionsKept, VersionRetention.VersionsKeptFor, CancellationToken.None);
            },
        };
        await new VersionRetention(segmented, cache, scene.Clock).SweepAsync("acme", CancellationToken.None);

        Assert.True(isCut);
        Assert.DoesNotContain(RowKeys.Version(2), (await scene.RowsAsync("acme", "version-")).Select(row => row.RowKey));
        Assert.Equal(1, await scene.NetworksAsync("acme"));
    }

    // Version 2, of one network, is not among the newest any more, and old enough to go.
    private static async Task<HttpClient> AgedAsync(MaintenanceScene scene)
    {
        var owner = await scene.MakeAsync("acme");
        (await owner.CallAsync("PATCH", "/v1/allowlist", """{"lockout_guard":false}""")).Is(200);
        await scene.GrowAsync("acme", VersionRetention.VersionsKept + 1);
        scene.Clock.Advance(VersionRetention.VersionsKeptFor + TimeSpan.FromDays(1));
        return owner;
    }

    private static async Task<Reply> RestoreAsync(TestService instance, string? key)
    {
        using var client = instance.Client(key);
        return await client.CallAsync("POST", Restore, string.Empty);
    }

    private static async Task<Reply> FinishAsync(Task<Reply> call, MaintenanceScene scene)
    {
        while (!call.IsCompleted)
        {
            scene.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(call, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        return await call;
    }

    // Also after the next run, which sweeps what this one left.
    private static async Task<int> IsWholeAsync(MaintenanceScene scene, Reply reply)
    {
        var networks = reply.Status == 200 ? 1 : VersionRetention.VersionsKept + 2;
        Assert.Equal(networks, await scene.NetworksAsync("acme"));
        await scene.RunAsync();
        Assert.Equal(networks, await scene.NetworksAsync("acme"));
        return reply.Status == 200 ? 200 : reply.IsProblem(404, "not-found").Status;
    }
}
