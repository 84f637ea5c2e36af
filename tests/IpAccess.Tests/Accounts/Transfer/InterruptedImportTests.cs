using System.Globalization;
using System.Net;
using System.Text;
using IpAccess.Keys;
using IpAccess.Maintenance;
using IpAccess.Storage;
using IpAccess.Telemetry;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Accounts.Transfer;

/// <summary>Imports that end before their end, and what is sent after them.</summary>
public sealed class InterruptedImportTests
{
    private const int MostWrites = 60;
    private const int ManyRules = 40_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_file_sent_again_makes_the_account_whole_after_an_interruption_at_any_write(bool before)
    {
        for (var nth = 1; nth <= MostWrites; nth++)
        {
            var there = new ScriptedTables(new MemoryTables());
            await using var scene = await TransferScene.StartAsync(new MemoryTables(), there);
            var file = await scene.ExportAsync();
            using var owner = scene.SameThere(scene.Owner);
            using var cut = Cut(there, nth, before);
            var first = await scene.ImportAsync(file);
            (there.BeforeWrite, there.AfterWrite) = ((_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask);
            if (first.Status != 201)
            {
                Assert.Equal(503, first.Status);
                Assert.True((await owner.CallAsync("GET", "/v1/keys")).Status is 401 or 200);
                (await scene.ImportAsync(file)).Is(201);
            }

            Assert.Equal(await TransferScene.SeenAsync(scene.Owner), await TransferScene.SeenAsync(owner));
            await scene.OperatorThere.ReadAsync("/v1/accounts/acme");
            if (!cut.IsCancellationRequested)
            {
                Assert.InRange(nth, 10, MostWrites);
                return;
            }
        }

        Assert.Fail("It never came to its end.");
    }

    [Fact]
    public async Task Until_it_is_whole_nobody_sees_an_account_and_its_keys_are_dead()
    {
        var there = new ScriptedTables(new MemoryTables());
        await using var scene = await TransferScene.StartAsync(new MemoryTables(), there);
        var file = await scene.ExportAsync();
        using var owner = scene.SameThere(scene.Owner);

        (await scene.ImportAsync(file[..^5])).IsProblem(400, "invalid-request");

        await owner.ReadAsync("/v1/keys", HttpStatusCode.Unauthorized);
        await scene.OperatorThere.ReadAsync("/v1/accounts/acme", HttpStatusCode.NotFound);
        await scene.OperatorThere.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NotFound);
        await scene.OperatorThere.PostAsync("/v1/accounts/acme/undelete", body: null, HttpStatusCode.NotFound);
        await scene.OperatorThere.PostAsync("/v1/accounts/acme/keys", body: null, HttpStatusCode.NotFound);
        await scene.OperatorThere.PostAsync("/v1/accounts", new { id = "acme" }, HttpStatusCode.Conflict);
        Assert.Equal(0, (await scene.OperatorThere.ReadAsync("/v1/accounts")).GetProperty("accounts").GetArrayLength());
        (await scene.ImportAsync(file)).Is(201);
        await owner.ReadAsync("/v1/keys");
    }

    [Fact]
    public async Task A_long_file_goes_on_where_it_stopped()
    {
        var there = new ScriptedTables(new MemoryTables());
        await using var service = await TestService.StartAsync(there, TestService.NewClock());
        using var client = service.Client(TestService.OperatorKey);
        var file = Long(ManyRules);
        var pages = 0;
        there.BeforeWrite = (table, _) =>
        {
            pages += table == TableNames.Allowlists ? 1 : 0;
            return Task.CompletedTask;
        };

        var cut = file[..(file.Length - 1000)];
        (await client.CallAsync("POST", TransferScene.Import, cut, TransferScene.Type)).IsProblem(400, "invalid-request");
        var first = pages;
        (await client.CallAsync("POST", TransferScene.Import, file, TransferScene.Type)).Is(201);
        var second = pages - first;

        // Two steps of 16,384 rules were there, each a write of pages and one of the note; the keys, too.
        Assert.Equal((6, 4), (first, second));
        using var owner = service.Client((await client.PostAsync("/v1/accounts/acme/keys", body: null)).GetProperty("secret").GetString());
        Assert.Equal(ManyRules, (await owner.ReadAsync("/v1/allowlist")).GetProperty("rule_count").GetInt64());
        Assert.Equal(ManyRules, await RulesAsync(owner));
    }

    [Fact]
    public async Task Another_file_begins_anew_and_has_nothing_of_the_one_before()
    {
        await using var scene = await TransferScene.StartAsync();
        var first = await scene.ExportAsync();
        var viewer = await scene.Owner.PostAsync("/v1/keys", new { role = "viewer" });
        var withViewer = await scene.ExportAsync();
        (await scene.ImportAsync(withViewer[..^5])).IsProblem(400, "invalid-request");

        (await scene.ImportAsync(first)).Is(201);

        using var owner = scene.SameThere(scene.Owner);
        using var gone = scene.There.Client(viewer.GetProperty("secret").GetString());
        Assert.Equal(2, (await owner.ReadAsync("/v1/keys")).GetProperty("keys").GetArrayLength());
        await gone.ReadAsync("/v1/allowlist", HttpStatusCode.Unauthorized);
        Assert.Null(await KeyRows.FindOwnerAsync(
            scene.There.Services.GetRequiredService<ITables>().Open(TableNames.Keys, StorageTimeout.ForOperations),
            viewer.GetProperty("id").GetString()!,
            CancellationToken.None));
    }

    [Fact]
    public async Task A_file_that_only_begins_as_the_one_before_is_refused_once_and_then_taken()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);
        var file = Long(20_000);
        (await client.CallAsync("POST", TransferScene.Import, file[..^5], TransferScene.Type)).IsProblem(400, "invalid-request");
        var other = file.Replace("\"label\":\"rule 77\"", "\"label\":\"another\"", StringComparison.Ordinal);

        (await client.CallAsync("POST", TransferScene.Import, other, TransferScene.Type)).IsProblem(409, "conflict");
        (await client.CallAsync("POST", TransferScene.Import, other, TransferScene.Type)).Is(201);

        using var owner = service.Client((await client.PostAsync("/v1/accounts/acme/keys", body: null)).GetProperty("secret").GetString());
        Assert.Equal("another", (await owner.ReadAsync("/v1/allowlist/rules?q=another")).GetProperty("rules")[0].GetProperty("label").GetString());
        Assert.Equal(20_000, await RulesAsync(owner));
    }

    [Fact]
    public async Task Of_two_at_once_the_account_is_made_by_one_and_is_whole()
    {
        for (var nth = 1; ; nth += Effort.Of(3, 1))
        {
            Assert.InRange(nth, 1, 200);
            var tables = new MemoryTables();
            await using var scene = await TransferScene.StartAsync(new MemoryTables(), tables);
            var file = await scene.ExportAsync();
            var pause = new Pause(tables, nth);
            var first = Task.Run(() => ImportAsync(pause.Tables, scene.There.Clock, file));
            var isPaused = await pause.IsReachedByAsync(first);
            var second = await scene.ImportAsync(file);
            pause.Release();
            var late = await first;

            Assert.Equal(201, second.Status);
            Assert.True(late.Status is 201 or 409, late.Text);
            using var owner = scene.SameThere(scene.Owner);
            Assert.Equal(await TransferScene.SeenAsync(scene.Owner), await TransferScene.SeenAsync(owner));
            await scene.OperatorThere.ReadAsync("/v1/accounts/acme");
            if (!isPaused)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task Of_two_files_at_once_the_account_has_the_keys_of_the_one_that_made_it()
    {
        for (var nth = 1; ; nth++)
        {
            Assert.InRange(nth, 1, 200);
            var tables = new MemoryTables();
            await using var scene = await TransferScene.StartAsync(new MemoryTables(), tables);
            var file = await scene.ExportAsync();
            var viewer = await scene.Owner.PostAsync("/v1/keys", new { role = "viewer" });
            var withViewer = await scene.ExportAsync();
            var pause = new Pause(tables, nth);
            var first = Task.Run(() => ImportAsync(pause.Tables, scene.There.Clock, withViewer));
            var isPaused = await pause.IsReachedByAsync(first);
            var second = await scene.ImportAsync(file);
            pause.Release();
            var late = await first;
            if (second.Status == 201)
            {
                Assert.Equal(409, late.Status);
                using var gone = scene.There.Client(viewer.GetProperty("secret").GetString());
                var seen = await gone.CallAsync("GET", "/v1/allowlist");
                Assert.True(seen.Status == 401, $"Paused before operation {nth}, a key of the file that was refused answers {seen.Status}.");
            }

            if (!isPaused)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task One_that_lost_the_account_to_another_takes_no_key_from_it()
    {
        for (var nth = 1; ; nth++)
        {
            Assert.InRange(nth, 1, 200);
            var tables = new MemoryTables();
            await using var scene = await TransferScene.StartAsync(new MemoryTables(), tables);
            var file = await scene.ExportAsync();
            var made = await scene.Owner.PostAsync("/v1/keys", new { role = "viewer" });
            var withViewer = await scene.ExportAsync();
            (await scene.ImportAsync(withViewer[..^5])).IsProblem(400, "invalid-request");
            var pause = new Pause(tables, nth);
            var first = Task.Run(() => ImportAsync(pause.Tables, scene.There.Clock, file));
            var isPaused = await pause.IsReachedByAsync(first);
            var second = await scene.ImportAsync(withViewer);
            pause.Release();
            var late = await first;
            if (second.Status == 201)
            {
                using var viewer = scene.There.Client(made.GetProperty("secret").GetString());
                scene.There.Clock.Advance(TimeSpan.FromSeconds(5));
                var seen = await viewer.CallAsync("GET", "/v1/allowlist");
                Assert.True(seen.Status == 200, $"Paused before operation {nth} ({late.Status}), a key of the account that was made answers {seen.Status}.");
            }

            if (!isPaused)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task One_that_is_given_up_frees_the_id_after_a_day()
    {
        await using var scene = await TransferScene.StartAsync();
        var file = await scene.ExportAsync();
        (await scene.ImportAsync(file[..^5])).IsProblem(400, "invalid-request");
        var maintenance = scene.There.Services.GetRequiredService<MaintenanceOperations>();
        scene.There.Clock.Advance(TimeSpan.FromDays(1));

        await maintenance.RunMaintenanceAsync(CancellationToken.None);
        await scene.OperatorThere.PostAsync("/v1/accounts", new { id = "acme" }, HttpStatusCode.Conflict);
        scene.There.Clock.Advance(TimeSpan.FromSeconds(1));
        await maintenance.RunMaintenanceAsync(CancellationToken.None);

        await scene.OperatorThere.PostAsync("/v1/accounts", new { id = "acme" });
        using var owner = scene.SameThere(scene.Owner);
        await owner.ReadAsync("/v1/keys", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task One_whose_account_was_made_and_whose_end_is_missing_is_finished_by_maintenance()
    {
        var there = new ScriptedTables(new MemoryTables());
        await using var scene = await TransferScene.StartAsync(new MemoryTables(), there);
        var file = await scene.ExportAsync();
        var writes = 0;
        there.BeforeWrite = (table, partition) =>
            partition == "accounts" && ++writes == 2 ? throw new TimeoutException("The line is cut.") : Task.CompletedTask;
        (await scene.ImportAsync(file)).Is(503);
        there.BeforeWrite = (_, _) => Task.CompletedTask;

        await scene.There.Services.GetRequiredService<MaintenanceOperations>().RunMaintenanceAsync(CancellationToken.None);

        await scene.OperatorThere.ReadAsync("/v1/accounts/acme");
        using var owner = scene.SameThere(scene.Owner);
        await owner.ReadAsync("/v1/keys");
    }

    private static async Task<Reply> ImportAsync(ITables tables, FakeTimeProvider clock, string file)
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var client = service.Client(TestService.OperatorKey);
        return await client.CallAsync("POST", TransferScene.Import, file, TransferScene.Type);
    }

    // From the nth write on nothing happens any more.
    private static CancellationTokenSource Cut(ScriptedTables tables, int nth, bool before)
    {
        var (cut, writes) = (new CancellationTokenSource(), 0);
        async Task Count(string table, string partition)
        {
            if (++writes >= nth)
            {
                await cut.CancelAsync();
                throw new TimeoutException("The process is gone.");
            }
        }

        tables.BeforeWrite = before ? Count : tables.BeforeWrite;
        tables.AfterWrite = before ? tables.AfterWrite : Count;
        return cut;
    }

    private static string Long(int rules)
    {
        var file = new StringBuilder();
        file.Append(CultureInfo.InvariantCulture, $$"""{"format":1,"account":"acme","version":1,"updated_at":"2026-11-22T12:00:00Z","next_rule_id":{{rules + 1}}}""").Append('\n');
        for (var i = 1; i <= rules; i++)
        {
            file.Append(
                CultureInfo.InvariantCulture,
                $$$"""{"rule":{"id":{{{i}}},"network":"10.{{{i >> 16}}}.{{{(i >> 8) & 255}}}.{{{i & 255}}}/32","label":"rule {{{i}}}","enabled":true,"source":"manual","created_by":"key:k","created_at":"2026-11-22T12:00:00Z","updated_at":"2026-11-22T12:00:00Z"}}""").Append('\n');
        }

        return file.Append(CultureInfo.InvariantCulture, $$$"""{"end":{"keys":0,"rules":{{{rules}}}}}""").Append('\n').ToString();
    }

    private static async Task<int> RulesAsync(HttpClient owner)
    {
        var (count, path) = (0, (string?)"/v1/allowlist/rules?limit=1000");
        while (path is not null)
        {
            var page = await owner.ReadAsync(path);
            count += page.GetProperty("rules").GetArrayLength();
            path = page.GetProperty("next_cursor").GetString() is { } cursor ? $"/v1/allowlist/rules?limit=1000&cursor={cursor}" : null;
        }

        return count;
    }
}
