using Azure.Data.Tables;
using IpAccess.Allowlists.Versions;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Storage;
using IpAccess.Tests.Hosting;

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
            var paused = new PausedTables(tables, nth);
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
            var paused = new PausedTables(tables, nth);

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
        var segmented = new SegmentedTables(tables, async () =>
        {
            (await owner.CallAsync("POST", Restore, string.Empty)).Is(200);
            await new VersionRetention(tables, cache, scene.Clock).RetainAsync(
                "acme", VersionRetention.VersionsKept, VersionRetention.VersionsKeptFor, CancellationToken.None);
        });
        await new VersionRetention(segmented, cache, scene.Clock).SweepAsync("acme", CancellationToken.None);

        Assert.True(segmented.IsCut);
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

    /// <summary>Tables that read version rows in two parts, as storage does with many rows, and something happens in between.</summary>
    private sealed class SegmentedTables(ITables tables, Func<Task> between) : ITables
    {
        public bool IsCut { get; private set; }

        public IRowTable Open(string name, StorageTimeout timeout) => new Table(this, tables.Open(name, timeout));

        public Task CreateMissingAsync(CancellationToken cancellationToken) => tables.CreateMissingAsync(cancellationToken);

        private sealed class Table(SegmentedTables owner, IRowTable table) : IRowTable
        {
            public Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken) =>
                table.FindAsync(partition, row, cancellationToken);

            public IAsyncEnumerable<TableEntity> ReadAsync(
                string partition, RowRange range, IReadOnlyCollection<string>? columns, CancellationToken cancellationToken) =>
                range.From.StartsWith("version-", StringComparison.Ordinal) && !owner.IsCut
                    ? owner.ReadAsync(table, partition, range, columns)
                    : table.ReadAsync(partition, range, columns, cancellationToken);

            public Task<bool> TryApplyAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken) =>
                table.TryApplyAsync(partition, changes, cancellationToken);
        }

        private async IAsyncEnumerable<TableEntity> ReadAsync(
            IRowTable table, string partition, RowRange range, IReadOnlyCollection<string>? columns)
        {
            IsCut = true;
            var first = await table.ReadAsync(partition, range, columns, CancellationToken.None).Take(10).ToListAsync();
            await between();
            foreach (var row in first)
            {
                yield return row;
            }

            var rest = new RowRange(RowRange.After(first[^1].RowKey, string.Empty).From, range.To);
            await foreach (var row in table.ReadAsync(partition, rest, columns, CancellationToken.None))
            {
                yield return row;
            }
        }
    }
}
